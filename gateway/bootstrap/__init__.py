"""The one place where rooms are put together: data into rules, rules and store into a house.

https://12factor.net/
"""
