#include "preprocessing/scalar_minimum.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/errors.h"

namespace keepfit::scalar_minimum {

namespace {

struct Point {
  double x, f;
};

struct Bracket {
  Point a, b, c;
};

Error none() {
  return {"no_minimum", "", "The likelihood has no maximum that could be enclosed.",
          "Check the column for values that are all but equal, or scale it."};
}

Bracket enclose(const Function& f, double first, double second) {
  constexpr double kGold = 1.618034, kTiny = 1e-21, kGrow = 110.0;
  constexpr int kMostSteps = 1000;
  const auto at = [&f](double x) { return Point{x, f(x)}; };
  Point a = at(first), b = at(second);
  if (a.f < b.f) std::swap(a, b);
  Point c = at(b.x + kGold * (b.x - a.x));
  for (int step = 0; c.f < b.f; ++step) {
    const double along_a = (b.x - a.x) * (b.f - c.f), along_c = (b.x - c.x) * (b.f - a.f);
    const double difference = along_c - along_a;
    const double divisor = std::fabs(difference) < kTiny ? 2.0 * kTiny : 2.0 * difference;
    const double w = b.x - ((b.x - c.x) * along_c - (b.x - a.x) * along_a) / divisor;
    const double limit = b.x + kGrow * (c.x - b.x);
    if (step > kMostSteps) throw none();
    Point next;
    if ((w - c.x) * (b.x - w) > 0.0) {
      next = at(w);
      if (next.f < c.f) {
        a = b;
        b = next;
        break;
      }
      if (next.f > b.f) {
        c = next;
        break;
      }
      next = at(c.x + kGold * (c.x - b.x));
    } else if ((w - limit) * (limit - c.x) >= 0.0) {
      next = at(limit);
    } else if ((w - limit) * (c.x - w) > 0.0) {
      next = at(w);
      if (next.f < c.f) {
        b = c;
        c = next;
        // scipy measures the golden step from the new c, which is w itself.
        next = at(c.x + kGold * (c.x - b.x));
      }
    } else {
      next = at(c.x + kGold * (c.x - b.x));
    }
    a = b;
    b = c;
    c = next;
  }
  const bool lower = (b.f < c.f && b.f <= a.f) || (b.f < a.f && b.f <= c.f);
  const bool ordered = (a.x < b.x && b.x < c.x) || (c.x < b.x && b.x < a.x);
  if (!lower || !ordered || !std::isfinite(a.x) || !std::isfinite(b.x) || !std::isfinite(c.x)) throw none();
  return {a, b, c};
}

}  // namespace

double bounded(const Function& f, double low, double high, double tolerance) {
  const double root = std::sqrt(2.2e-16), golden = 0.5 * (3.0 - std::sqrt(5.0));
  double a = low, b = high;
  const double start = a + golden * (b - a);
  Point best{start, f(start)}, second = best, third = best;
  double move = 0.0, before = 0.0;
  for (int evaluations = 1; evaluations < 500;) {
    const double middle = 0.5 * (a + b);
    const double least = root * std::fabs(best.x) + tolerance / 3.0, twice = 2.0 * least;
    if (!(std::fabs(best.x - middle) > twice - 0.5 * (b - a))) break;
    bool section = true;
    if (std::fabs(before) > least) {
      // The lowest point of the parabola through the three best, where it lies inside and steps shrink.
      double r = (best.x - second.x) * (best.f - third.f), q = (best.x - third.x) * (best.f - second.f);
      double p = (best.x - third.x) * q - (best.x - second.x) * r;
      q = 2.0 * (q - r);
      if (q > 0.0) p = -p;
      q = std::fabs(q);
      r = before;
      before = move;
      if (std::fabs(p) < std::fabs(0.5 * q * r) && p > q * (a - best.x) && p < q * (b - best.x)) {
        section = false;
        move = p / q;
        const double x = best.x + move;
        if (x - a < twice || b - x < twice) move = middle - best.x >= 0 ? least : -least;
      }
    }
    if (section) {
      before = best.x >= middle ? a - best.x : b - best.x;
      move = golden * before;
    }
    const double x = best.x + (move >= 0 ? 1.0 : -1.0) * std::max(std::fabs(move), least);
    const Point tried{x, f(x)};
    ++evaluations;
    if (tried.f <= best.f) {
      (x >= best.x ? a : b) = best.x;
      third = second;
      second = best;
      best = tried;
    } else {
      (x < best.x ? a : b) = x;
      if (tried.f <= second.f || second.x == best.x) {
        third = second;
        second = tried;
      } else if (tried.f <= third.f || third.x == best.x || third.x == second.x) {
        third = tried;
      }
    }
  }
  return best.x;
}

double unbounded(const Function& f, double first, double second_start) {
  constexpr double kTolerance = 1.48e-8, kLeast = 1.0e-11, kGolden = 0.3819660;
  const Bracket bracket = enclose(f, first, second_start);
  Point best = bracket.b, second = best, third = best;
  double a = std::min(bracket.a.x, bracket.c.x), b = std::max(bracket.a.x, bracket.c.x);
  double before = 0.0, move = 0.0;
  for (int step = 0; step < 500; ++step) {
    const double least = kTolerance * std::fabs(best.x) + kLeast, twice = 2.0 * least, middle = 0.5 * (a + b);
    if (std::fabs(best.x - middle) < twice - 0.5 * (b - a)) break;
    const auto section = [&] {
      before = best.x >= middle ? a - best.x : b - best.x;
      move = kGolden * before;
    };
    if (std::fabs(before) <= least) {
      section();
    } else {
      double r = (best.x - second.x) * (best.f - third.f), q = (best.x - third.x) * (best.f - second.f);
      double p = (best.x - third.x) * q - (best.x - second.x) * r;
      q = 2.0 * (q - r);
      if (q > 0.0) p = -p;
      q = std::fabs(q);
      r = before;
      before = move;
      if (p > q * (a - best.x) && p < q * (b - best.x) && std::fabs(p) < std::fabs(0.5 * q * r)) {
        move = p / q;
        const double x = best.x + move;
        if (x - a < twice || b - x < twice) move = middle - best.x >= 0 ? least : -least;
      } else {
        section();
      }
    }
    const double x = std::fabs(move) < least ? (move >= 0 ? best.x + least : best.x - least) : best.x + move;
    const Point tried{x, f(x)};
    if (tried.f > best.f) {
      (x < best.x ? a : b) = x;
      if (tried.f <= second.f || second.x == best.x) {
        third = second;
        second = tried;
      } else if (tried.f <= third.f || third.x == best.x || third.x == second.x) {
        third = tried;
      }
    } else {
      (x >= best.x ? a : b) = best.x;
      third = second;
      second = best;
      best = tried;
    }
  }
  return best.x;
}

}  // namespace keepfit::scalar_minimum
