"""The GovStack registration building block, over the doors of the house."""
