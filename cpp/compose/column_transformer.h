#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Send groups of columns through transformers and put the results side by side, in the order of the transformers; what
/// no transformer names is dropped, passed on or transformed as `remainder` says. Transformers are fitted in place,
/// like the steps of a pipeline.
class ColumnTransformer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override { return fitted() ? settled_ : of_parts(); }
  int64_t output_width(int64_t in) const override;
  /// As scikit-learn asks: the columns of what is not dropped.
  std::vector<char> columns_used() const override;
  Origin origin(const Table& row, Index column, bool infinite) const override;

  /// Per transformer, the remainder last: positions of its columns.
  Value columns_ = Value::List{};

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_fit_transform(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  struct Part {
    const std::string& name;
    Estimator* estimator;  // null for 'passthrough' and 'drop'
    bool drop;
    std::vector<Index> columns;
    bool runs() const { return !drop && !columns.empty(); }
  };
  /// The transformers and the remainder, with the columns resolved in fit (none before).
  std::vector<Part> parts() const;
  void resolve_columns(const Table& X);
  Traits of_parts() const;

  mutable Traits settled_;  // of the parts once they are fitted: every row that is predicted asks
};

}  // namespace keepfit
