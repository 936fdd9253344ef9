"""Settings of the files room."""

from __future__ import annotations

from motcua.kit.conf import setting

MAX_MB = setting("MOTCUA_FILES_MAX_MB", default=25, help="Largest accepted file in megabytes (1 MB = 1,000,000 bytes)")
STORE = setting("MOTCUA_FILES_STORE", default="folder", help="Where contents are kept: 'folder' (below MOTCUA_DATA) or 's3'")
S3_ENDPOINT = setting("MOTCUA_FILES_S3_ENDPOINT", default="", help="Address of the S3-compatible service, https://host[:port]")
S3_BUCKET = setting("MOTCUA_FILES_S3_BUCKET", default="", help="Bucket of the S3-compatible service")
S3_REGION = setting("MOTCUA_FILES_S3_REGION", default="us-east-1", help="Region name that requests are signed for")
S3_KEY = setting("MOTCUA_FILES_S3_KEY", default="", help="Access key id", secret=True)
S3_SECRET = setting("MOTCUA_FILES_S3_SECRET", default="", help="Secret access key", secret=True)
SCANNER = setting(
    "MOTCUA_FILES_SCANNER", default="demo", help="Malware scanner: 'demo' (knows the EICAR test file only) or 'clamd://host:port' or 'clamd:///path/to/socket'"
)
