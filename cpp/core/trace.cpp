#include "core/trace.h"

#include <utility>

namespace keepfit {

namespace {
thread_local Trace* listening = nullptr;
}

Trace::Trace(Listener listener) : listener(std::move(listener)), outer_(listening) { listening = this; }
Trace::~Trace() { listening = outer_; }
Trace* Trace::current() { return listening; }

}  // namespace keepfit
