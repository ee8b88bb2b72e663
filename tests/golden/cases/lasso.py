"""Lasso."""

from cases.elastic_net import penalised_cases


def cases():
    yield from penalised_cases("Lasso", ({}, {"alpha": 0.1}, {"alpha": 0.01}, {"alpha": 0.001}, {"alpha": 10.0}))
