// The interface of every estimator, and the checks on input that all of them share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/declaration.h"
#include "core/errors.h"
#include "core/index.h"
#include "core/labels.h"
#include "core/value.h"

namespace keepfit {

class Table;
struct Column;

/// What a long call may ask of its host. `progress(done, total)` returns false to stop: the call then ends with Error
/// "cancelled" and leaves nothing behind.
struct Context {
  std::function<bool(double done, double total)> progress;

  void report(double done, double total) const;
  /// The same context, with done/total mapped into [from, to] of the outer call.
  Context part(double from, double to) const;
};

/// A scikit-learn-style estimator. Construct it, set parameters, fit it once; then it is a function of a row.
/// Public methods check their input and throw Error; the do_... methods hold the algorithm and may rely on the checks.
class Estimator : public Declared {
 public:
  virtual const Declaration& declaration() const = 0;
  /// Declared traits and kind; composites answer for what they contain.
  virtual Traits traits() const;
  virtual Kind kind() const { return declaration().kind; }

  /// Every declared parameter has a value: its default until set.
  const Value& param(std::string_view name) const;
  /// Throws Error "bad_parameter" (value), "unknown_parameter" or "unsupported_parameter" (name).
  void set_param(std::string_view name, Value value);
  const std::vector<Value>& params() const { return params_; }

  /// An unfitted estimator with the same parameters; nested estimators are cloned too.
  std::shared_ptr<Estimator> clone() const;

  bool fitted() const { return fitted_; }
  /// X: (n, d) table. y: n values where the estimator needs a target. Refitting forgets the earlier fit. sample_weight:
  /// n finite weights, not negative and not all 0, where traits().sample_weight says that they are taken; null for 1
  /// each.
  void fit(const Table& X, const Column* y, const Context& context = {}, const Vector* sample_weight = nullptr);
  /// The same as fit, then transform; composites avoid doing the work twice.
  Table fit_transform(const Table& X, const Column* y, const Context& context = {});

  /// (n, d) table to (n, n_out) table without names; see feature_names_out. Throws Error "not_fitted", "wrong_width",
  /// ...
  Table transform(const Table& X) const;
  /// Back from what transform makes: (n, n_out) table to (n, d) without names, columns found by name as in transform.
  /// Not all that transform did can be undone: what it cut off (clip, components and columns left out) stays lost.
  /// Where a column holds text depends on the fit alone.
  Table inverse_transform(const Table& X) const;
  /// n labels (classifier) or numbers (regressor).
  Column predict(const Table& X) const;
  /// (n, n_classes), rows sum to 1; columns in the order of classes().
  RowMatrix predict_proba(const Table& X) const;
  /// Scores behind a classifier's labels: (n, 1) for two classes, above 0 being the second; else (n, n_classes), the
  /// largest winning.
  RowMatrix decision_function(const Table& X) const;

  /// What a pipeline ends in, else the estimator itself: it is the one that gets sample_weight.
  virtual const Estimator& last_estimator() const { return *this; }

  virtual bool can_transform() const { return kind() == Kind::kTransformer; }
  virtual bool can_inverse_transform() const { return false; }
  /// Text, missing and infinite values that inverse_transform takes: what transform takes, unless it makes something
  /// else of it.
  virtual Traits inverse_traits() const { return traits(); }
  virtual bool can_predict() const { return kind() == Kind::kClassifier || kind() == Kind::kRegressor; }
  bool can_predict_proba() const { return can_predict() && traits().probabilities; }
  virtual bool can_decision_function() const { return false; }
  /// Name of the scorer that judges this estimator where none is named; empty for the usual one of its kind.
  virtual std::string scoring() const { return ""; }

  /// Class labels of a fitted classifier, or null.
  virtual const Labels* classes() const { return nullptr; }
  /// Names of the columns that transform makes out of columns with the names `in` (input_names() when left out).
  std::vector<std::string> feature_names_out() const { return feature_names_out(input_names()); }
  std::vector<std::string> feature_names_out(const std::vector<std::string>& in) const;
  /// How many columns transform makes out of `in`; where a file is audited, without making their names.
  virtual int64_t output_width(int64_t in) const {
    return static_cast<int64_t>(do_feature_names_out(std::vector<std::string>(static_cast<size_t>(in))).size());
  }
  /// The names seen in fit, or x0, x1, ... when X had none.
  std::vector<std::string> input_names() const;

  /// Of a fitted estimator: which columns of its input have a part in the answer, 1 or 0 for each. A table with names
  /// may lack the others.
  virtual std::vector<char> columns_used() const { return std::vector<char>(static_cast<size_t>(n_features_in_), 1); }

  /// Whence a missing (or infinite) value in a column of what transform makes of one row.
  struct Origin {
    bool made = false;          // by a step; else it stands so in the input
    Index column = -1;          // of the input, or of what the step was given; -1 where it cannot be told
    std::string where;          // the step that made it: "step 'a' > step 'b'"
    std::string who, from, to;  // its class, and what became what, as text
  };
  virtual Origin origin(const Table& row, Index column, bool infinite) const;

  /// Values of input columns at which the output jumps (thresholds of a tree), for the proof rows of a file: pairs of
  /// column and value.
  virtual std::vector<std::pair<Index, double>> critical_values() const { return {}; }

  int64_t n_features_in() const { return n_features_in_; }
  const std::vector<std::string>& feature_names_in() const { return feature_names_in_; }

  // For the code that reads files. Fields are filled first; then this checks what types and shapes cannot say (child
  // indices, sorted categories, ...) and throws Error "audit_values". Only then does the estimator count as fitted.
  void adopt_fitted();
  int64_t& mutable_n_features_in() { return n_features_in_; }
  std::vector<std::string>& mutable_feature_names_in() { return feature_names_in_; }

 protected:
  Estimator() = default;
  Estimator(const Estimator&) = default;
  Estimator& operator=(const Estimator&) = default;

  virtual void do_fit(const Table& X, const Column* y, const Context& context) = 0;
  virtual Table do_fit_transform(const Table& X, const Column* y, const Context& context);
  virtual Table do_transform(const Table& X) const;
  virtual Table do_inverse_transform(const Table& X) const;
  virtual Column do_predict(const Table& X) const;
  virtual RowMatrix do_predict_proba(const Table& X) const;
  virtual RowMatrix do_decision_function(const Table& X) const;
  virtual std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const { return in; }
  /// Throws Error "audit_values" when fitted values that passed types and shapes still make no sense.
  virtual void check_fitted() const {}

  /// The weights given to fit, or null; for do_fit alone.
  const Vector* sample_weight() const { return sample_weight_; }

  /// columns_used of an ensemble whose members, fitted, see all columns; null is one that passes all on.
  std::vector<char> used_by(const std::vector<const Estimator*>& members) const;

  void require_fitted() const;
  /// X with the columns of fit, in the order of fit; checks width, text, missing and infinite values.
  const Table& checked(const Table& X, Table& storage) const;
  std::string name() const { return declaration().name; }

 private:
  void begin_fit(const Table& X, const Column* y);
  /// X with the columns `wanted`, in their order, where both have names.
  const Table& aligned(const Table& X, const std::vector<std::string>& wanted, const std::string& made_by,
                       Table& storage) const;
  void check_values(const Table& X, const Traits& accepted) const;
  /// X itself if its values pass check_values; while refusals are noted, X with 0 in place of those refused.
  const Table& with_values_checked(const Table& X, const Traits& accepted, Table& storage) const;
  void ensure_params() const;
  /// Runs what may refuse a column of X (or of `found`, X with the columns of fit): the column is called by its name.
  template <class Work>
  auto naming(const Table& X, const Table& found, Work work) const;
  void name_column_of(Error& e, const Table& X, const Table& found) const;

  mutable std::vector<Value> params_;  // parallel to declaration().params; filled with defaults on first use
  bool fitted_ = false;
  int64_t n_features_in_ = 0;
  std::vector<std::string> feature_names_in_;
  const Vector* sample_weight_ = nullptr;  // while fit runs
};

/// Base of classifiers: holds classes_ and turns class indices into labels.
class Classifier : public Estimator {
 public:
  const Labels* classes() const override { return &classes_; }
  Labels classes_;

 protected:
  /// How few classes can be learned, and stand in a file.
  virtual Index fewest_classes() const { return 1; }
  /// Sorted distinct labels go to classes_; returns the class index of each row. Throws Error "bad_target" on missing
  /// labels, "one_class" where more are needed.
  std::vector<int32_t> encode_target(const Column& y);
  /// Of rows that all have this label.
  [[noreturn]] void refuse_one_class(size_t label) const;
  /// What overrides it calls it first.
  void check_fitted() const override;
  /// The default takes the first largest probability of each row.
  Column do_predict(const Table& X) const override;
};

/// A numeric target for regressors; throws Error "bad_target" for text, missing or infinite values.
const Vector& numeric_target(const std::string& who, const Column& y);

}  // namespace keepfit
