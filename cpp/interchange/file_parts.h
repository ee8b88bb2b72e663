// A file of Keepfit's as what writes other forms of it is given it: decoded, and not audited again.
#pragma once

#include <string>

#include "core/errors.h"
#include "core/value.h"
#include "persistence/codec.h"

namespace keepfit::interchange {

/// The file among the `bytes` of a request. Throws Error "not_exported" where it is none.
inline Value file_of(const Value& request) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  Value file = decode(bytes.data, bytes.size);
  if (!file.get_if<Value::Map>())
    throw Error("not_exported", "", "This is no file of Keepfit.", "Give a file as Keepfit saves it.");
  return file;
}

/// Throws Error "not_exported" where the file has no such part.
inline const Value& part_of(const Value& file, const char* key) {
  const Value* found = file.find(key);
  if (!found)
    throw Error("not_exported", key, std::string("The file has no ") + key + ".", "Give a file as Keepfit saves it.");
  return *found;
}

}  // namespace keepfit::interchange
