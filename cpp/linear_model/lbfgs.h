#pragma once

#include <functional>

#include "core/table.h"

namespace keepfit {

/// Value of a smooth function at x; fills the gradient (already of the right size).
using Objective = std::function<double(const Vector& x, Vector& gradient)>;

struct LbfgsOptions {
  int64_t max_iterations = 100;
  double gradient_tolerance = 1e-4;  // on the largest component
  double decrease_tolerance = 64 * 2.220446049250313e-16;
  int history = 10;
  int max_line_search = 50;
  int64_t max_evaluations = 15000;
};

struct LbfgsResult {
  int64_t iterations = 0;
  double value = 0;
  bool converged = false;
};

/// Minimises without constraints by limited-memory BFGS (Byrd, Lu, Nocedal and Zhu 1995) with the line search of More
/// and Thuente (1994). Own code, because the point is to take the very steps of scipy's L-BFGS-B and to stop where it
/// stops. `on_iteration` may throw to cancel.
LbfgsResult minimize_lbfgs(const Objective& objective, Vector& x, const LbfgsOptions& options,
                           const std::function<void(int64_t iteration)>& on_iteration = {});

/// A step length that decreases the function enough and flattens its slope; one trial at a time.
class LineSearch {
 public:
  enum class State { kSearching, kConverged, kWarning };

  /// value, slope: at step 0 (the slope must be negative).
  LineSearch(double value, double slope, double first_step);
  double step() const { return step_; }
  /// Takes value and slope at step(); while kSearching, step() is the next trial.
  State feed(double value, double slope);

 private:
  struct Point {
    double step, value, slope;
  };
  void choose(Point& best, Point& other, const Point& trial);

  double start_value_, start_slope_, slope_test_;
  Point best_, other_;
  double step_, low_, high_, width_, older_width_;
  bool bracketed_ = false, second_stage_ = false;
};

}  // namespace keepfit
