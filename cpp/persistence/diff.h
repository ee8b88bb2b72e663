// Two files beside each other: recipe, parameters, fitted values, card, sizes. Nothing is constructed.
#pragma once

#include <cstdint>

#include "core/value.h"
#include "persistence/file.h"

namespace keepfit {

/// What differs between two files, both parsed: {identical, same_pipeline, rows: [{part, path, kind, a, b, count?,
/// ulps?, where?}], sizes: [{path, a, b}]}. part: "card" or "pipeline"; kind: "only_a", "only_b", "value", "shape",
/// "class", "renamed"; a and b are previews. Of two arrays of one shape, `count` elements differ, the first at `where`
/// (indices), the farthest by `ulps` (float64). sizes: bytes of every step that differ. What an older file has
/// otherwise has `since`, the engine version that writes it as the other has it, and where it lacks it what that
/// `means`; everything else is compared as this engine reads it. Throws Error "audit_depth" when the files are nested
/// too deeply.
Value diff_files(const Parsed& a, const Parsed& b);

}  // namespace keepfit
