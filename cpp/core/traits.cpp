#include "core/traits.h"

#include <algorithm>

#include "core/estimator.h"

namespace keepfit {

namespace {
constexpr Join own = Join::kOwn, any = Join::kAny, all = Join::kAll, first = Join::kFirst, last = Join::kLast;
}

// A sequence asks of rows what its first step asks. A fit_transform of members and of what stands for another is fit,
// then transform, so that what they do inside does not show.
const Trait trait_table[kTraits] = {
    // sequence, side by side, members, inner, search, behind
    {"accepts_text", &Traits::accepts_text, {own, own, all, last, own, own}, true, "text columns"},
    {"accepts_missing", &Traits::accepts_missing, {own, own, all, last, own, own}, true, "missing values"},
    {"accepts_infinite", &Traits::accepts_infinite, {own, own, all, last, own, own}, true, "infinite values"},
    {"needs_target", &Traits::needs_target, {any, any, own, any, any, own}, false, "Needs a target."},
    {"needs_numeric_target",
     &Traits::needs_numeric_target,
     {any, any, own, any, any, own},
     false,
     "The target must be numbers."},
    {"needs_non_negative",
     &Traits::needs_non_negative,
     {first, any, any, any, any, own},
     false,
     "Refuses negative numbers in X."},
    {"needs_positive", &Traits::needs_positive, {first, any, any, any, any, own}, false, "X must be above 0."},
    {"needs_positive_target",
     &Traits::needs_positive_target,
     {any, any, any, any, any, own},
     false,
     "The target must be above 0."},
    {"needs_two_classes",
     &Traits::needs_two_classes,
     {any, any, any, any, any, any},
     false,
     "Tells no more than two classes apart."},
    {"sample_weight", &Traits::sample_weight, {last, own, own, last, own, own}, true, "sample weights"},
    {"cross_fits",
     &Traits::cross_fits,
     {any, any, own, own, own, own},
     false,
     "fit_transform gives training rows other values than transform does."},
    {"probabilities", &Traits::probabilities, {last, own, own, last, last, own}, true, "probabilities"},
    {"row_function",
     &Traits::row_function,
     {all, all, all, all, all, all},
     false,
     "A prediction depends on the other rows too."},
    {"holds_training_rows",
     &Traits::holds_training_rows,
     {any, any, any, any, any, any},
     false,
     "Keeps training rows in its file."},
    {"keeps_text",
     &Traits::keeps_text,
     {own, own, own, own, own, own},
     false,
     "What is there stays as it is, text too."},
    {"keeps_missing", &Traits::keeps_missing, {own, own, own, own, own, own}, false, "What is missing stays missing."},
    {"gives_negative",
     &Traits::gives_negative,
     {own, own, own, own, own, own},
     false,
     "As it is by default, it makes numbers below 0 of any that vary."},
};

Traits joined(Traits own, const std::vector<const Estimator*>& parts, Made how) {
  bool begun = false;
  for (const Estimator* part : parts) {
    if (!part) continue;
    // Part by part, without room for all: every row that is predicted asks.
    const Traits of = part->traits();
    for (const Trait& trait : trait_table) {
      bool& value = own.*trait.member;
      const bool has = of.*trait.member;
      switch (trait.joins[static_cast<size_t>(how)]) {
        case Join::kOwn: break;
        case Join::kAny: value |= has; break;
        case Join::kAll: value &= has; break;
        case Join::kFirst: value = begun ? value : has; break;
        case Join::kLast: value = part == parts.back() ? has : value;
      }
    }
    begun = true;
  }
  return own;
}

}  // namespace keepfit
