// What selectors share: some columns pass, unchanged.
#pragma once

#include "core/estimator.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

class Selector : public Estimator {
 public:
  bool can_inverse_transform() const override { return true; }
  /// One entry per column: does it pass?
  virtual std::vector<char> support() const = 0;

 protected:
  Table do_transform(const Table& X) const override {
    const std::vector<char> mask = support();
    std::vector<Index> kept;
    for (Index j = 0; j < X.columns(); ++j) {
      if (mask[static_cast<size_t>(j)]) kept.push_back(j);
    }
    if (kept.empty())
      warn("UserWarning", name() + " selected no column: the data are too noisy, or the test is too strict.",
           "Loosen the test.");
    Table out = X.select(kept);
    out.set_names({});
    return out;
  }
  /// Zeros in the columns that did not pass.
  Table do_inverse_transform(const Table& X) const override {
    std::vector<Column> columns;
    Index next = 0;
    for (const char passes : support())
      columns.push_back(passes ? X.column(next++) : Column::of_numbers(Vector::Zero(X.rows())));
    return Table::from_columns(std::move(columns), {}, X.rows());
  }
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override {
    const std::vector<char> mask = support();
    std::vector<std::string> names;
    for (size_t j = 0; j < in.size(); ++j) {
      if (mask[j]) names.push_back(in[j]);
    }
    return names;
  }
};

}  // namespace keepfit
