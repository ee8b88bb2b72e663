// Matrices and vectors: all that numerical code needs to know of data.
#pragma once

#include <Eigen/Core>

namespace keepfit {

using Index = Eigen::Index;
/// Column-major: one column is contiguous, so kernels run along rows.
using Matrix = Eigen::MatrixXd;
/// Row-major: NumPy's C order, the order of arrays in files.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

}  // namespace keepfit
