// Listening to what every step of a pipeline produces, without any step knowing of it: proof rows record and replay
// through this.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/column.h"

namespace keepfit {

class Estimator;
class Table;

/// While one is alive, transform, predict and predict_proba of every estimator on this thread report their results to
/// it.
class Trace {
 public:
  /// path: names of steps joined with "__", empty for the outermost estimator.
  struct Listener {
    std::function<void(const std::string& path, const Table& input)> input;
    std::function<void(const std::string& path, const Estimator& by, const Table& output)> transform;
    std::function<void(const std::string& path, const Column& output)> predict;
    std::function<void(const std::string& path, const RowMatrix& output)> predict_proba;
  };

  explicit Trace(Listener listener);
  ~Trace();
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// The one that listens, or null.
  static Trace* current();

  const Listener listener;
  std::string path;

 private:
  Trace* outer_;
};

/// While one is alive nobody listens, and members that a fit has made are no steps in warnings: ensembles of many alike
/// are one step to whoever records.
class Untraced {
 public:
  Untraced();
  ~Untraced();
  Untraced(const Untraced&) = delete;
  Untraced& operator=(const Untraced&) = delete;

 private:
  Trace* outer_;
};

/// While one is alive on this thread, a row of numbers with a missing or infinite value that an estimator does not take
/// is noted here and goes on with 0 in its place, instead of ending the call: one pass tells of every row what it alone
/// would be refused for. Whatever else an estimator refuses still ends the call.
class Refusals {
 public:
  explicit Refusals(Index rows);
  ~Refusals();
  Refusals(const Refusals&) = delete;
  Refusals& operator=(const Refusals&) = delete;

  /// The one that listens, or null.
  static Refusals* current();

  void note(Index row, const char* code) {
    if (codes[static_cast<size_t>(row)].empty()) codes[static_cast<size_t>(row)] = code;
  }

  std::vector<std::string> codes;  // the first refusal of every row; "" where there was none

 private:
  Refusals* outer_;
};

/// Composites open one around each step that they run. The name must outlive it.
class StepScope {
 public:
  enum Kind { kStep, kPlace };
  /// kPlace: where a study is ("fold 3 of 5"), which warnings tell and traces do not.
  explicit StepScope(const std::string& name, Kind kind = kStep);
  explicit StepScope(std::string&&, Kind = kStep) = delete;
  ~StepScope();
  StepScope(const StepScope&) = delete;
  StepScope& operator=(const StepScope&) = delete;

  /// The path at hand as errors have it: "step 'prepare' > step 'scale'".
  static std::string where();

 private:
  Trace* trace_ = nullptr;
  size_t length_ = 0;
  const std::string& name_;
  const Kind kind_;
  const StepScope* outer_;
  bool silent_;
};

}  // namespace keepfit
