"""Tables of the engine's catalogue. The engine reads and writes them itself; they are made here because only the owner may make tables."""

from django.db import migrations

CREATE = """
CREATE TABLE iceberg_tables (
  catalog_name varchar(255) NOT NULL,
  table_namespace varchar(255) NOT NULL,
  table_name varchar(255) NOT NULL,
  metadata_location varchar(1000),
  previous_metadata_location varchar(1000),
  iceberg_type varchar(5),
  PRIMARY KEY (catalog_name, table_namespace, table_name)
);
CREATE TABLE iceberg_namespace_properties (
  catalog_name varchar(255) NOT NULL,
  namespace varchar(255) NOT NULL,
  property_key varchar(255) NOT NULL,
  property_value varchar(1000) NOT NULL,
  PRIMARY KEY (catalog_name, namespace, property_key)
);
CREATE TABLE lake_root (
  catalog_name varchar(255) PRIMARY KEY,
  root varchar(1000) NOT NULL
);
CREATE TABLE lake_snapshot (
  ordinal serial PRIMARY KEY,
  id varchar(16) NOT NULL UNIQUE,
  taken_at varchar(40) NOT NULL,
  position bigint NOT NULL,
  tables text NOT NULL,
  checked text NOT NULL,
  kept_for text
);
"""
DROP = "DROP TABLE lake_snapshot; DROP TABLE lake_root; DROP TABLE iceberg_namespace_properties; DROP TABLE iceberg_tables;"


class Migration(migrations.Migration):
    """The catalogue of tables and the list of snapshots."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(sql=CREATE, reverse_sql=DROP)]
