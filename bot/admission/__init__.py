"""May this job start now?"""
