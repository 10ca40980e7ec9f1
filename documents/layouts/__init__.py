"""documents.layouts"""
