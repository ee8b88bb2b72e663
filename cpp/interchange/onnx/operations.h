// One function for each operation of a graph: what it is made of in ONNX, in double throughout.
#pragma once

#include <string>
#include <vector>

#include "interchange/graph/graph.h"
#include "interchange/onnx/sums.h"
#include "interchange/onnx/writer.h"

namespace keepfit::interchange::onnx {

struct Printing {
  Nodes& nodes;
  Profile profile;
};

using From = std::vector<Name>;

#define KEEPFIT_PRINTS(Operation) Name print(Printing&, const graph::Operation&, const From&, const graph::Node&)
KEEPFIT_PRINTS(Input);
KEEPFIT_PRINTS(Constant);
KEEPFIT_PRINTS(Select);
KEEPFIT_PRINTS(Concat);
KEEPFIT_PRINTS(PerColumn);
KEEPFIT_PRINTS(Clip);
KEEPFIT_PRINTS(Impute);
KEEPFIT_PRINTS(ImputeText);
KEEPFIT_PRINTS(IsMissing);
KEEPFIT_PRINTS(Above);
KEEPFIT_PRINTS(OneHot);
KEEPFIT_PRINTS(Encode);
KEEPFIT_PRINTS(Bins);
KEEPFIT_PRINTS(Polynomial);
KEEPFIT_PRINTS(Power);
KEEPFIT_PRINTS(Quantiles);
KEEPFIT_PRINTS(Function);
KEEPFIT_PRINTS(RowNorm);
KEEPFIT_PRINTS(Linear);
KEEPFIT_PRINTS(Softmax);
KEEPFIT_PRINTS(Logistic);
KEEPFIT_PRINTS(BothClasses);
KEEPFIT_PRINTS(Shares);
KEEPFIT_PRINTS(ArgMax);
KEEPFIT_PRINTS(ArgMin);
KEEPFIT_PRINTS(Decide);
KEEPFIT_PRINTS(TreeEnsemble);
KEEPFIT_PRINTS(Neighbours);
KEEPFIT_PRINTS(NeighbourImpute);
KEEPFIT_PRINTS(CentreDistances);
KEEPFIT_PRINTS(GaussianLikelihood);
KEEPFIT_PRINTS(QuadraticLikelihood);
KEEPFIT_PRINTS(Average);
KEEPFIT_PRINTS(Votes);
KEEPFIT_PRINTS(WeightedMedian);
#undef KEEPFIT_PRINTS

/// A value of another type as doubles.
inline Name as_double(Nodes& nodes, const Name& x) {
  return nodes.op("Cast", {x}, {{"to", static_cast<int64_t>(Element::kDouble)}});
}
inline Name as_whole(Nodes& nodes, const Name& x) {
  return nodes.op("Cast", {x}, {{"to", static_cast<int64_t>(Element::kInt64)}});
}
/// ONNX has neither in double: close to the last bit by W. Kahan's quotients.
Name log1p(Nodes& nodes, const Name& x);
Name expm1(Nodes& nodes, const Name& x);

}  // namespace keepfit::interchange::onnx
