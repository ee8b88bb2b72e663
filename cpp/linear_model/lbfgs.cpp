#include "linear_model/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <vector>

#include "core/numerics.h"

namespace keepfit {

namespace {

constexpr double kEnoughDecrease = 1e-3, kEnoughFlattening = 0.9, kRelativeWidth = 0.1, kLongest = 1e10;

/// Two quantities from which the minimiser of the cubic through two points with their slopes is computed.
struct Cubic {
  double theta, gamma;
};
Cubic cubic(double value_a, double slope_a, double value_b, double slope_b, double distance, bool clip) {
  const double theta = 3.0 * (value_a - value_b) / distance + slope_a + slope_b;
  const double s = std::max(std::fabs(theta), std::max(std::fabs(slope_a), std::fabs(slope_b)));
  double radicand = (theta / s) * (theta / s) - (slope_a / s) * (slope_b / s);
  if (clip) radicand = std::max(0.0, radicand);
  return {theta, s * std::sqrt(radicand)};
}

double max_abs(const Vector& v) {
  double largest = 0;
  for (Index i = 0; i < v.size(); ++i) largest = std::max(largest, std::fabs(v[i]));
  return largest;
}

}  // namespace

LineSearch::LineSearch(double value, double slope, double first_step)
    : start_value_(value),
      start_slope_(slope),
      slope_test_(kEnoughDecrease * slope),
      best_{0.0, value, slope},
      other_{0.0, value, slope},
      step_(first_step),
      low_(0.0),
      high_(first_step + 4.0 * first_step),
      width_(kLongest),
      older_width_(2.0 * kLongest) {}

LineSearch::State LineSearch::feed(double value, double slope) {
  const double threshold = start_value_ + step_ * slope_test_;
  if (!second_stage_ && value <= threshold && slope >= 0) second_stage_ = true;

  if (value <= threshold && std::fabs(slope) <= kEnoughFlattening * -start_slope_) return State::kConverged;
  if (bracketed_ && (step_ <= low_ || step_ >= high_ || high_ - low_ <= kRelativeWidth * high_)) return State::kWarning;
  if (step_ == kLongest && value <= threshold && slope <= slope_test_) return State::kWarning;
  if (step_ == 0.0 && (value > threshold || slope >= slope_test_)) return State::kWarning;

  const Point trial{step_, value, slope};
  if (!second_stage_ && value <= best_.value && value > threshold) {
    // Lower, but not by enough: search the function with the required decrease subtracted.
    const auto shifted = [this](const Point& p) {
      return Point{p.step, p.value - p.step * slope_test_, p.slope - slope_test_};
    };
    const auto back = [this](const Point& p) {
      return Point{p.step, p.value + p.step * slope_test_, p.slope + slope_test_};
    };
    Point best = shifted(best_), other = shifted(other_);
    choose(best, other, shifted(trial));
    best_ = back(best);
    other_ = back(other);
  } else {
    choose(best_, other_, trial);
  }

  if (bracketed_) {
    if (std::fabs(other_.step - best_.step) >= 0.66 * older_width_)
      step_ = best_.step + 0.5 * (other_.step - best_.step);
    older_width_ = width_;
    width_ = std::fabs(other_.step - best_.step);
    low_ = std::min(best_.step, other_.step);
    high_ = std::max(best_.step, other_.step);
  } else {
    low_ = step_ + 1.1 * (step_ - best_.step);
    high_ = step_ + 4.0 * (step_ - best_.step);
  }
  step_ = std::min(std::max(step_, 0.0), kLongest);
  if (bracketed_ && (step_ <= low_ || step_ >= high_ || high_ - low_ <= kRelativeWidth * high_)) step_ = best_.step;
  return State::kSearching;
}

void LineSearch::choose(Point& best, Point& other, const Point& trial) {
  const double distance = trial.step - best.step;
  const bool slopes_differ = trial.slope * (best.slope / std::fabs(best.slope)) < 0;
  double next;
  if (trial.value > best.value) {
    // Higher: a minimum lies between. Cubic step, or the middle of it and the quadratic one, whichever is nearer to the
    // best.
    Cubic c = cubic(best.value, best.slope, trial.value, trial.slope, distance, false);
    if (trial.step < best.step) c.gamma = -c.gamma;
    const double r = ((c.gamma - best.slope) + c.theta) / (((c.gamma - best.slope) + c.gamma) + trial.slope);
    const double by_cubic = best.step + r * distance;
    const double by_square =
        best.step + ((best.slope / ((best.value - trial.value) / distance + best.slope)) / 2.0) * distance;
    next = std::fabs(by_cubic - best.step) < std::fabs(by_square - best.step) ? by_cubic
                                                                              : by_cubic + (by_square - by_cubic) / 2.0;
    bracketed_ = true;
  } else if (slopes_differ) {
    // Lower, and past the minimum: the farther of cubic and secant step.
    Cubic c = cubic(best.value, best.slope, trial.value, trial.slope, distance, false);
    if (trial.step > best.step) c.gamma = -c.gamma;
    const double r = ((c.gamma - trial.slope) + c.theta) / (((c.gamma - trial.slope) + c.gamma) + best.slope);
    const double by_cubic = trial.step + r * (best.step - trial.step);
    const double by_secant = trial.step + (trial.slope / (trial.slope - best.slope)) * (best.step - trial.step);
    next = std::fabs(by_cubic - trial.step) > std::fabs(by_secant - trial.step) ? by_cubic : by_secant;
    bracketed_ = true;
  } else if (std::fabs(trial.slope) < std::fabs(best.slope)) {
    // Lower and flatter, the minimum still ahead. The cubic counts only when it leads onwards.
    Cubic c = cubic(best.value, best.slope, trial.value, trial.slope, distance, true);
    if (trial.step > best.step) c.gamma = -c.gamma;
    const double r = ((c.gamma - trial.slope) + c.theta) / ((c.gamma + (best.slope - trial.slope)) + c.gamma);
    const double by_cubic =
        r < 0 && c.gamma != 0 ? trial.step + r * (best.step - trial.step) : (trial.step > best.step ? high_ : low_);
    const double by_secant = trial.step + (trial.slope / (trial.slope - best.slope)) * (best.step - trial.step);
    const bool cubic_nearer = std::fabs(by_cubic - trial.step) < std::fabs(by_secant - trial.step);
    if (bracketed_) {
      next = cubic_nearer ? by_cubic : by_secant;
      const double limit = trial.step + 0.66 * (other.step - trial.step);
      next = trial.step > best.step ? std::min(limit, next) : std::max(limit, next);
    } else {
      const bool cubic_farther = std::fabs(by_cubic - trial.step) > std::fabs(by_secant - trial.step);
      next = std::max(low_, std::min(high_, cubic_farther ? by_cubic : by_secant));
    }
  } else if (bracketed_) {
    // Lower but no flatter: the cubic towards the other end.
    Cubic c = cubic(trial.value, trial.slope, other.value, other.slope, other.step - trial.step, false);
    if (trial.step > other.step) c.gamma = -c.gamma;
    const double r = ((c.gamma - trial.slope) + c.theta) / (((c.gamma - trial.slope) + c.gamma) + other.slope);
    next = trial.step + r * (other.step - trial.step);
  } else {
    next = trial.step > best.step ? high_ : low_;
  }

  if (trial.value > best.value) {
    other = trial;
  } else {
    if (slopes_differ) other = best;
    best = trial;
  }
  step_ = next;
}

LbfgsResult minimize_lbfgs(const Objective& objective, Vector& x, const LbfgsOptions& options,
                           const std::function<void(int64_t)>& on_iteration) {
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  struct Pair {
    Vector s, y;
    double sy;
  };
  std::deque<Pair> pairs;
  double theta = 1.0;  // inverse of the scale of the first approximation

  const Index n = x.size();
  Vector g(n), old_x(n), old_g(n), d(n);
  LbfgsResult result;
  result.value = objective(x, g);
  int64_t evaluations = 1;
  if (max_abs(g) <= options.gradient_tolerance) {
    result.converged = true;
    return result;
  }

  std::vector<double> alpha;
  while (true) {
    // d = -H g by the two loops over the pairs.
    d = -g;
    alpha.assign(pairs.size(), 0.0);
    for (size_t i = pairs.size(); i-- > 0;) {
      alpha[i] = numerics::dot(pairs[i].s, d) / pairs[i].sy;
      numerics::axpy(-alpha[i], pairs[i].y.data(), d.data(), n);
    }
    d /= theta;
    for (size_t i = 0; i < pairs.size(); ++i) {
      const double beta = numerics::dot(pairs[i].y, d) / pairs[i].sy;
      numerics::axpy(alpha[i] - beta, pairs[i].s.data(), d.data(), n);
    }

    old_x = x;
    old_g = g;
    const double old_value = result.value;
    const double old_slope = numerics::dot(g, d);
    double slope = old_slope;
    bool found = false;
    double step = 1.0;
    if (old_slope < 0) {
      if (result.iterations == 0) step = std::min(1.0 / numerics::norm(d.data(), n), kLongest);
      LineSearch search(old_value, old_slope, step);
      for (int trial = 0; trial < options.max_line_search && !found; ++trial) {
        step = search.step();
        x = step * d + old_x;
        result.value = objective(x, g);
        ++evaluations;
        slope = numerics::dot(g, d);
        found = search.feed(result.value, slope) != LineSearch::State::kSearching;
      }
    }
    if (!found) {
      x = old_x;
      g = old_g;
      result.value = old_value;
      if (pairs.empty()) return result;  // no way down even along the gradient
      pairs.clear();
      theta = 1.0;
      continue;
    }

    ++result.iterations;
    if (on_iteration) on_iteration(result.iterations);
    if (result.iterations >= options.max_iterations || evaluations > options.max_evaluations) return result;
    if (max_abs(g) <= options.gradient_tolerance ||
        old_value - result.value <=
            options.decrease_tolerance * std::max(std::max(std::fabs(old_value), std::fabs(result.value)), 1.0)) {
      result.converged = true;
      return result;
    }

    const double sy = (slope - old_slope) * step;
    if (sy <= kEps * -old_slope * step) continue;  // no curvature to learn from
    if (pairs.size() == static_cast<size_t>(options.history)) pairs.pop_front();
    pairs.push_back({step * d, g - old_g, sy});
    theta = numerics::dot(pairs.back().y, pairs.back().y) / sy;
  }
}

}  // namespace keepfit
