"""KNeighborsRegressor."""

from cases.k_neighbors_classifier import neighbour_cases


def cases():
    yield from neighbour_cases(
        "KNeighborsRegressor", ("diabetes",), lambda x: (x[:, 0] * 3 - x[:, 1 % x.shape[1]]).round(3).tolist()
    )
