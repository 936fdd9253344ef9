"""The main job, from the citizen's phone to the statutory report, told over HTTP with evidence at every step."""
