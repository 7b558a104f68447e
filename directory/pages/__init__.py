"""The frame of the pages outside the admin: their look, who may enter, and which school a page is about."""
