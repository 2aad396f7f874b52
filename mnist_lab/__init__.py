"""A laboratory for one question: what does a setting do to an MLP on MNIST, and is the difference real?"""
