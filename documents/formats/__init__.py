"""documents.formats"""
