// Estimators that hand on to another one, and estimators that are fitted round after round: what pictures of a fitted
// model look for in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/estimator.h"

namespace keepfit {

/// What lets another estimator answer: a pipeline its last step, a search its best one.
class Leading {
 public:
  /// The one that answers in the end. `names` are those of the columns of this estimator, and then of the columns that
  /// it is given; `X`, unless null, becomes what it is given.
  virtual Estimator& innermost(std::vector<std::string>& names, Table* X) = 0;

 protected:
  ~Leading() = default;
};

/// Each round adds to the answer of those before it.
class Boosted {
 public:
  virtual int64_t rounds() const = 0;
  /// Answers from now on as after its first `n` rounds, of which there are as many.
  virtual void keep_rounds(int64_t n) = 0;

 protected:
  ~Boosted() = default;
};

/// What answers in the end: of what leads to nothing else itself.
inline Estimator& innermost(Estimator& estimator, std::vector<std::string>& names, Table* X = nullptr) {
  auto* leading = dynamic_cast<Leading*>(&estimator);
  return leading ? leading->innermost(names, X) : estimator;
}

}  // namespace keepfit
