// One function for each operation of a graph: from the fields of what it is made from to the fields of what it makes.
#pragma once

#include <vector>

#include "interchange/graph/graph.h"
#include "interchange/pmml/sheet.h"

namespace keepfit::interchange::pmml {

using From = std::vector<Columns>;

#define KEEPFIT_PMML_PRINTS(Operation) \
  Columns print(Sheet& to, const graph::Operation& what, const From& from, const graph::Node& node)

KEEPFIT_PMML_PRINTS(Input);
KEEPFIT_PMML_PRINTS(Constant);
KEEPFIT_PMML_PRINTS(Select);
KEEPFIT_PMML_PRINTS(Concat);
KEEPFIT_PMML_PRINTS(PerColumn);
KEEPFIT_PMML_PRINTS(Clip);
KEEPFIT_PMML_PRINTS(Impute);
KEEPFIT_PMML_PRINTS(ImputeText);
KEEPFIT_PMML_PRINTS(IsMissing);
KEEPFIT_PMML_PRINTS(Above);
KEEPFIT_PMML_PRINTS(OneHot);
KEEPFIT_PMML_PRINTS(Encode);
KEEPFIT_PMML_PRINTS(Bins);
KEEPFIT_PMML_PRINTS(Polynomial);
KEEPFIT_PMML_PRINTS(Power);
KEEPFIT_PMML_PRINTS(Quantiles);
KEEPFIT_PMML_PRINTS(Function);
KEEPFIT_PMML_PRINTS(RowNorm);
KEEPFIT_PMML_PRINTS(Linear);
KEEPFIT_PMML_PRINTS(Softmax);
KEEPFIT_PMML_PRINTS(Logistic);
KEEPFIT_PMML_PRINTS(BothClasses);
KEEPFIT_PMML_PRINTS(Shares);
KEEPFIT_PMML_PRINTS(ArgMax);
KEEPFIT_PMML_PRINTS(ArgMin);
KEEPFIT_PMML_PRINTS(Decide);
KEEPFIT_PMML_PRINTS(TreeEnsemble);
KEEPFIT_PMML_PRINTS(Neighbours);
KEEPFIT_PMML_PRINTS(NeighbourImpute);
KEEPFIT_PMML_PRINTS(CentreDistances);
KEEPFIT_PMML_PRINTS(GaussianLikelihood);
KEEPFIT_PMML_PRINTS(QuadraticLikelihood);
KEEPFIT_PMML_PRINTS(Average);
KEEPFIT_PMML_PRINTS(Votes);
KEEPFIT_PMML_PRINTS(WeightedMedian);

#undef KEEPFIT_PMML_PRINTS

/// Products added from left to right, the intercept last; a row of `coef` for each field.
Columns linear(Sheet& to, const Columns& x, const graph::Matrix& coef, const std::vector<double>& intercept);

}  // namespace keepfit::interchange::pmml
