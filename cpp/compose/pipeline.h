#pragma once

#include "core/estimator.h"
#include "core/inner.h"

namespace keepfit {

/// Transformers in sequence with an estimator at the end. The steps are fitted in place: after fit, the parameter
/// `steps` holds fitted estimators.
class Pipeline final : public Estimator, public Leading {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  Traits traits() const override { return fitted() ? settled_ : of_steps(); }
  Kind kind() const override;
  bool can_transform() const override;
  bool can_inverse_transform() const override;
  bool can_predict() const override;
  bool can_decision_function() const override;
  std::string scoring() const override;
  const Estimator& last_estimator() const override;
  Estimator& innermost(std::vector<std::string>& names, Table* X) override;
  const Labels* classes() const override;
  std::vector<char> columns_used() const override;
  Origin origin(const Table& row, Index column, bool infinite) const override {
    return origin_before(steps().size(), row, column, infinite);
  }
  int64_t output_width(int64_t in) const override;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_fit_transform(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  struct Step {
    const std::string& name;
    Estimator* estimator;  // null for 'passthrough'
  };
  /// A view of the parameter `steps`.
  struct Steps {
    const Value::List& list;
    size_t size() const { return list.size(); }
    bool empty() const { return list.empty(); }
    Step operator[](size_t i) const;
    Step back() const { return (*this)[size() - 1]; }
    struct Iterator {
      const Steps& of;
      size_t at;
      Step operator*() const { return of[at]; }
      void operator++() { ++at; }
      bool operator!=(const Iterator& other) const { return at != other.at; }
    };
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size()}; }
  };
  Steps steps() const { return {param("steps").list()}; }
  /// The last step, or null when there is none or it passes through.
  Estimator* last() const;
  Traits of_steps() const;
  void check_steps() const;
  /// Throws Error "empty_input" at the step that leaves no column to step `step`.
  void require_columns(const Table& given, size_t step) const;
  /// Fits and applies all steps but the last; returns what the last one gets.
  const Table& fit_front(const Table& X, const Column* y, const Context& context, Table& storage);
  const Table& apply_front(const Table& X, Table& storage) const;
  /// origin, of what the step i gets.
  Origin origin_before(size_t i, const Table& row, Index column, bool infinite) const;
  /// Runs step i on `given`, made of X by the steps before it: a missing or infinite value that it refuses is laid to
  /// the step that made it.
  template <class Work>
  auto run(size_t i, const Table& X, const Table& given, Work work) const;
  void blame(Error& e, size_t i, const Table& X, const Table& given) const;

  mutable Traits settled_;  // of the steps once they are fitted: every row that is predicted asks
};

}  // namespace keepfit
