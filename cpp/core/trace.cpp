#include "core/trace.h"

#include <utility>

namespace keepfit {

namespace {
thread_local Trace* listening = nullptr;
}

Trace::Trace(Listener listener) : listener(std::move(listener)), outer_(listening) { listening = this; }
Trace::~Trace() { listening = outer_; }
Trace* Trace::current() { return listening; }

Untraced::Untraced() : outer_(listening) { listening = nullptr; }
Untraced::~Untraced() { listening = outer_; }

}  // namespace keepfit
