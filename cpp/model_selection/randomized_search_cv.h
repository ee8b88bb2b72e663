#pragma once

#include "model_selection/search.h"

namespace keepfit {

/// Tries some combinations of parameters drawn at random and keeps the best. See Search.
class RandomizedSearchCV final : public Search {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<Candidate> candidates() const override;

 private:
  static Listed<Example> examples();
};

}  // namespace keepfit
