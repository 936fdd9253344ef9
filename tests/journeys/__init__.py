"""Journeys: a browser walks through pages as people do, leaves pictures and judges what it sees."""
