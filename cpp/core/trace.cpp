#include "core/trace.h"

#include <utility>

#include "core/per_thread.h"

namespace keepfit {

namespace {
KEEPFIT_PER_THREAD Trace* listening = nullptr;
KEEPFIT_PER_THREAD Refusals* noting = nullptr;
KEEPFIT_PER_THREAD const StepScope* innermost = nullptr;
KEEPFIT_PER_THREAD int alike = 0;
}  // namespace

Trace::Trace(Listener listener) : listener(std::move(listener)), outer_(listening) { listening = this; }
Trace::~Trace() { listening = outer_; }
Trace* Trace::current() { return listening; }

Untraced::Untraced() : outer_(listening) {
  listening = nullptr;
  ++alike;
}
Untraced::~Untraced() {
  listening = outer_;
  --alike;
}

StepScope::StepScope(const std::string& name, Kind kind)
    : name_(name),
      kind_(kind),
      outer_(innermost),
      silent_(name.empty() || (alike > 0 && name.compare(0, 12, "estimators_.") == 0)) {
  innermost = this;
  if (kind == kStep) trace_ = Trace::current();
  if (!trace_) return;
  length_ = trace_->path.size();
  trace_->path += (length_ ? "__" : "") + name;
}

StepScope::~StepScope() {
  innermost = outer_;
  if (trace_) trace_->path.resize(length_);
}

std::string StepScope::where() {
  std::string out;
  for (const StepScope* s = innermost; s; s = s->outer_) {
    if (s->silent_) continue;
    out = (s->kind_ == kStep ? "step '" + s->name_ + "'" : s->name_) + (out.empty() ? "" : " > " + out);
  }
  return out;
}

Refusals::Refusals(Index rows) : codes(static_cast<size_t>(rows)), outer_(noting) { noting = this; }
Refusals::~Refusals() { noting = outer_; }
Refusals* Refusals::current() { return noting; }

}  // namespace keepfit
