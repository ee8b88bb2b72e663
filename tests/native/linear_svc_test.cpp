// LinearSVC beyond the golden results.
#include "svm/linear_svc.h"

#include <gtest/gtest.h>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"

namespace keepfit {
namespace {

TEST(LinearSVC, PrimalAndDualMeetAtTheOptimum) {
  RandomState random(4);
  Matrix m(80, 3);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.standard_normal();
  TextColumn y{{}, {"a", "b", "c"}};
  for (Index i = 0; i < 80; ++i)
    y.codes.push_back(m(i, 0) > 0.5 ? 0 : m(i, 1) + 0.3 * random.standard_normal() > 0 ? 1 : 2);
  const Column target = Column::of_text(y);
  LinearSVC primal, dual;
  dual.set_param("dual", true);
  dual.set_param("tol", 1e-10);
  dual.set_param("max_iter", 100000);
  primal.fit(Table(m), &target);
  dual.fit(Table(m), &target);
  EXPECT_LT((primal.coef_ - dual.coef_).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_LT((primal.intercept_ - dual.intercept_).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_LT(primal.n_iter_, 30);
  EXPECT_FALSE(primal.can_predict_proba());
  primal.intercept_.conservativeResize(3);
  primal.coef_(1, 1) = std::numeric_limits<double>::infinity();
  EXPECT_THROW(primal.adopt_fitted(), Error);
}

}  // namespace
}  // namespace keepfit
