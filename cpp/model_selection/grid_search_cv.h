#pragma once

#include "model_selection/search.h"

namespace keepfit {

/// Tries every combination of a grid of parameters and keeps the best. See Search.
class GridSearchCV final : public Search {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<Candidate> candidates() const override;

 private:
  static Listed<Example> examples();
};

}  // namespace keepfit
