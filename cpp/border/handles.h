// What a caller holds by a number: models, data.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "core/errors.h"
#include "core/value.h"

namespace keepfit::border {

/// Things behind integers that requests name under `key`.
template <class T>
class Handles {
 public:
  Handles(const char* key, const char* hint) : key_(key), hint_(hint) {}

  int64_t add(T thing) {
    all_.emplace(next_, std::move(thing));
    return next_++;
  }

  /// Throws Error "unknown_model" (unknown_ and the key) for a handle that was released or never given.
  const T& of(const Value& request) const {
    const int64_t handle = request.at(key_).integer(key_);
    const auto found = all_.find(handle);
    if (found != all_.end()) return found->second;
    const std::string key = key_;
    throw Error("unknown_" + key, key, "There is no " + key + " with the handle " + std::to_string(handle) + ".",
                hint_);
  }

  void release(const Value& request) {
    of(request);
    all_.erase(request.at(key_).integer());
  }

 private:
  const char* key_;
  const char* hint_;
  std::map<int64_t, T> all_;
  int64_t next_ = 1;
};

}  // namespace keepfit::border
