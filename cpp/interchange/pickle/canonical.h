// Whether what is made of known names is made as scikit-learn, numpy and joblib make it. A known name put to another
// use may do anything: take another class, be read from other bytes, call what a state put into it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interchange/pickle/items.h"

namespace keepfit::pickle {

/// What is odd about a call of a known name with these arguments; "" where nothing is.
std::string odd_call(const Item& callee, const Item& given);
/// getattr(distribution, '_entropy'): a method of a distribution of scipy's that is bound and not called.
bool binds_distribution(const Item& callee, const Item& given);
/// getattr(zoneinfo.ZoneInfo, '_unpickle'), by which zones of time are made of their names.
bool binds_zone(const Item& callee, const Item& given);
/// type(None), as the type of None is written.
bool asks_type(const Item& callee, const Item& given);
/// What is odd about a state that an object made of a known name is to get.
std::string odd_state(const Item& object, const Item& state);
/// What is odd about putting more into such an object, as into a dict (`pairs`) or a list.
std::string odd_filling(const Item& object, bool pairs, const std::vector<Item*>& more);

/// Bytes of one element of `numpy.dtype(code, ...)`: 0 for objects, -1 for what is none.
int64_t item_bytes(const Item* dtype);
/// The entry of a dict of texts, or null.
const Item* entry(const Item& dict, std::string_view key);

}  // namespace keepfit::pickle
