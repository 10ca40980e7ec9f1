"""documents.lexicon"""
