"""`make bench`: how fast the door is, as ratios inside one run.

Everything is measured against a bare Flask view that does one script call on the same
server, under the same web server, by the same client, in turns within one run: so the
ratios hold on any machine, and the absolute numbers are for orientation alone.
"""
