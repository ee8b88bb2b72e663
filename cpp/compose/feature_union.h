#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Send all columns through several transformers and put the results side by side. Transformers are fitted in place,
/// like the steps of a pipeline. As exact as its transformers.
class FeatureUnion final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  int64_t output_width(int64_t in) const override;
  std::vector<char> columns_used() const override;
  Origin origin(const Table& row, Index column, bool infinite) const override;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_fit_transform(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  struct Part {
    std::string name;
    Estimator* estimator;  // null for 'passthrough'
  };
  std::vector<Part> parts() const;
  void check_parts() const;
};

}  // namespace keepfit
