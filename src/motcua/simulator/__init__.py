"""A synthetic Hải Phòng: invented people, the outside systems that cannot be reached, and a year of work through public doors only."""
