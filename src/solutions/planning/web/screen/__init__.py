"""The screen (驾驶舱大屏): a few figures at a time, readable from five metres, turning by itself. What it shows is content."""
