"""The editor of procedure definitions for administrators, below ``/quan-tri/thu-tuc/``: works without JavaScript."""
