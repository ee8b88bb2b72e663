// Files of older engines, read as the declarations of today say: Past, Removed and Former in core/declaration.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace keepfit::migrate {

/// Something that a file has otherwise than it is declared now.
struct Reading {
  enum class Kind { kAdded, kRenamed, kRemoved };

  Kind kind;
  std::string path;   // the way to it as it is called now, or was: "prepare__encode__sparse_output"; of a step whose
                      // class was renamed
  std::string since;  // the first engine version that writes it otherwise
  Value was, now;     // kAdded: nothing, what that means; kRenamed: the two names; kRemoved: its value, nothing
};

struct Upgraded {
  Value pipeline;
  std::vector<Reading> readings;
  std::map<std::string, std::string> moved;  // steps whose path changed, in the proof rows of the file: then and now
};

/// A pipeline as an older engine wrote it, brought to today's declarations and not audited; without `inner` the
/// outermost step alone. Nothing where there is nothing to bring. Steps whose names are those of no single engine
/// version stay as they are: the audit refuses them.
std::optional<Upgraded> upgraded(const Value& pipeline, bool inner = true);

/// The proof of such a pipeline with its steps called as they are now.
Value with_moved_steps(const Value& proof, const std::map<std::string, std::string>& moved);

/// Whether an engine of version `a` is newer than one of version `b`: "0.10.0" is newer than "0.9.1".
bool newer_version(std::string_view a, std::string_view b);

}  // namespace keepfit::migrate
