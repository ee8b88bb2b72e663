#include "core/trace.h"

#include <utility>

namespace keepfit {

namespace {
thread_local Trace* listening = nullptr;
thread_local Refusals* noting = nullptr;
}

Trace::Trace(Listener listener) : listener(std::move(listener)), outer_(listening) { listening = this; }
Trace::~Trace() { listening = outer_; }
Trace* Trace::current() { return listening; }

Untraced::Untraced() : outer_(listening) { listening = nullptr; }
Untraced::~Untraced() { listening = outer_; }

Refusals::Refusals(Index rows) : codes(static_cast<size_t>(rows)), outer_(noting) { noting = this; }
Refusals::~Refusals() { noting = outer_; }
Refusals* Refusals::current() { return noting; }

}  // namespace keepfit
