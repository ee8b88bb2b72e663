// Calls that make nodes never stand side by side as arguments: compilers differ in which they make first, and the bytes
// would differ from host to host.
#include "interchange/onnx/sums.h"

namespace keepfit::interchange::onnx {

namespace {

/// Sums of more columns are left to the runtime: each column would be a node of its own.
constexpr size_t kMostColumns = 1024;

std::vector<Name> split(Nodes& nodes, const Name& x, size_t width) {
  if (width == 1) return {x};
  return nodes.ops("Split", {x, nodes.whole(std::vector<int64_t>(width, 1))}, width, {{"axis", int64_t{1}}});
}

Name pairwise(Nodes& nodes, const std::vector<Name>& x, size_t from, size_t n) {
  const auto add = [&](const Name& a, const Name& b) { return nodes.op("Add", {a, b}); };
  if (n < 8) {
    Name sum = x[from];
    for (size_t i = 1; i < n; ++i) sum = add(sum, x[from + i]);
    return sum;
  }
  if (n <= 128) {
    std::vector<Name> r(x.begin() + static_cast<std::ptrdiff_t>(from),
                        x.begin() + static_cast<std::ptrdiff_t>(from + 8));
    size_t i = 8;
    for (; i < n - n % 8; i += 8)
      for (size_t l = 0; l < 8; ++l) r[l] = add(r[l], x[from + i + l]);
    const Name first = add(r[0], r[1]), second = add(r[2], r[3]), left = add(first, second);
    const Name third = add(r[4], r[5]), fourth = add(r[6], r[7]), right = add(third, fourth);
    Name sum = add(left, right);
    for (; i < n; ++i) sum = add(sum, x[from + i]);
    return sum;
  }
  const size_t half = n / 2 - n / 2 % 8;
  const Name left = pairwise(nodes, x, from, half), right = pairwise(nodes, x, from + half, n - half);
  return add(left, right);
}

Name reduced(Nodes& nodes, const Name& x) {
  return nodes.op("ReduceSum", {x, nodes.whole({1})}, {{"keepdims", int64_t{1}}});
}

}  // namespace

Name rows_of(Nodes& nodes, const Name& value) {
  return nodes.op("Shape", {value}, {{"start", int64_t{0}}, {"end", int64_t{1}}});
}

Name filled(Nodes& nodes, const Name& like, size_t width, double value) {
  const Name shape =
      nodes.op("Concat", {rows_of(nodes, like), nodes.whole({static_cast<int64_t>(width)})}, {{"axis", int64_t{0}}});
  return nodes.op("ConstantOfShape", {shape}, {{"value", Tensor::doubles({value})}});
}

Name columns_first(Nodes& nodes, const Name& x) {
  const Name turned = nodes.op("Transpose", {x}, {{"perm", std::vector<int64_t>{1, 0}}});
  return nodes.op("Unsqueeze", {turned, nodes.whole({2})});
}

Name across(Nodes& nodes, const graph::Matrix& matrix) {
  std::vector<double> turned;
  turned.reserve(matrix.values.size());
  for (size_t j = 0; j < matrix.columns; ++j)
    for (size_t i = 0; i < matrix.rows; ++i) turned.push_back(matrix.at(i, j));
  return nodes.constant(
      Tensor::doubles(turned, {static_cast<int64_t>(matrix.columns), 1, static_cast<int64_t>(matrix.rows)}));
}

Name linear(Nodes& nodes, Profile profile, const Name& x, const graph::Matrix& coef,
            const std::vector<double>& intercept) {
  Name sums;
  if (profile == Profile::kFast) {
    std::vector<double> turned;
    for (size_t j = 0; j < coef.columns; ++j)
      for (size_t i = 0; i < coef.rows; ++i) turned.push_back(coef.at(i, j));
    sums = nodes.op("MatMul", {x, nodes.constant(Tensor::doubles(
                                      turned, {static_cast<int64_t>(coef.columns), static_cast<int64_t>(coef.rows)}))});
  } else {
    // -0.0 is what adding changes nothing of.
    const Name zeros = filled(nodes, x, coef.rows, -0.0), columns = columns_first(nodes, x),
               weights = across(nodes, coef);
    sums = scan(nodes, {zeros}, {columns, weights}, 0,
                [](Nodes& in, const std::vector<Name>& sum, const std::vector<Name>& slice) {
                  return std::vector<Name>{in.op("Add", {sum[0], in.op("Mul", {slice[0], slice[1]})})};
                })[0];
  }
  return nodes.op("Add", {sums, nodes.row(intercept)});
}

Name sequential(Nodes& nodes, const Name& terms, const Name& like, size_t width) {
  const Name zeros = filled(nodes, like, width, -0.0);
  return scan(nodes, {zeros}, {terms}, 0, [](Nodes& in, const std::vector<Name>& sum, const std::vector<Name>& slice) {
    return std::vector<Name>{in.op("Add", {sum[0], slice[0]})};
  })[0];
}

Name sequential_columns(Nodes& nodes, Profile profile, const Name& x, size_t width) {
  if (width == 1) return x;
  return profile == Profile::kFast ? reduced(nodes, x) : sequential(nodes, columns_first(nodes, x), x, 1);
}

Name row_sum(Nodes& nodes, Profile profile, const Name& x, size_t width) {
  if (width == 1) return x;
  if (profile == Profile::kFast || width > kMostColumns) return reduced(nodes, x);
  return pairwise(nodes, split(nodes, x, width), 0, width);
}

Name row_squares(Nodes& nodes, Profile profile, const Name& x, size_t width) {
  const Name all = nodes.op("Mul", {x, x});
  if (width == 1) return all;
  if (profile == Profile::kFast || width > kMostColumns) return reduced(nodes, all);
  const std::vector<Name> squares = split(nodes, all, width);
  Name sums[2];  // of even and of odd columns
  const auto add = [&](size_t i) {
    Name& sum = sums[i % 2];
    sum = sum.empty() ? squares[i] : nodes.op("Add", {squares[i], sum});
  };
  size_t i = 0;
  for (; i + 8 <= width; i += 8)
    for (size_t k = 8; k >= 2; k -= 2) {
      add(i + k - 2);
      add(i + k - 1);
    }
  for (; i < width; ++i) add(i);
  return nodes.op("Add", {sums[0], sums[1]});
}

}  // namespace keepfit::interchange::onnx
