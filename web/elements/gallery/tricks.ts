// What the hostile pickles of tests/golden/pickles try, in a sentence each. They are made again, not found: what they
// would run is `id`, or nothing at all.

export interface TrickGroup {
  readonly title: string;
  /** Sentences by file. */
  readonly files: Readonly<Record<string, string>>;
}

export const tricks: readonly TrickGroup[] = [
  {
    title: "Calls a command by its name",
    files: {
      "reduce_global.pkl": "Names os.system in the way of old protocols and calls it.",
      "reduce_stack_global.pkl": "Puts the words os and system together to a name, as new protocols do, and calls it.",
      "inst.pkl": "Calls os.system by INST, which makes an instance of a class in protocol 0.",
      "obj.pkl": "Calls os.system by OBJ, which makes an instance of a class in protocol 1.",
      "newobj.pkl": "Makes an object of subprocess.Popen, which starts a program by being made.",
      "newobj_ex.pkl": "The same by NEWOBJ_EX, which takes named arguments, too.",
      "calls_builtins_eval.pkl": "Has Python's eval read an expression.",
      "calls_pickle_loads.pkl": "Calls pickle.loads, which loads another pickle.",
      "nested_loads.pkl": "Carries a second pickle as bytes and has pickle.loads load it.",
      "getattr.pkl": "Gets the command as an attribute of another object, and calls what it got.",
      "partial.pkl": "Wraps os.system in functools.partial: it is called when somebody uses the result.",
      "build_foreign.pkl": "Hands a state to an object of an unknown class, whose __setstate__ runs.",
      "setitem_foreign.pkl": "Sets an item of an object of an unknown class, whose __setitem__ runs.",
      "reconstructor_foreign.pkl": "Has copyreg make an object of an unknown class.",
    },
  },
  {
    title: "Goes by way of what is trusted",
    files: {
      "dotted_name.pkl": "Names os.system as if it were a part of sklearn.utils, which imports os.",
      "calls_numpy_load.pkl": "Calls numpy.load, which loads another file, a pickle among them.",
      "calls_joblib_load.pkl": "Calls joblib.load, which loads another file and runs what it says.",
      "calls_sklearn.datasets_load_files.pkl": "Has scikit-learn read a folder.",
      "calls_pandas_eval.pkl": "Has pandas evaluate an expression.",
      "calls_numpy___builtins__.pkl": "Takes Python's own functions out of numpy.",
      "calls_numpy.f2py.capi_maps_getinit.pkl": "Calls a helper of numpy's that evaluates its argument.",
      "calls_importlib_import_module.pkl": "Imports a module, whose code runs on being imported.",
      "calls_pkgutil_resolve_name.pkl": "Has pkgutil turn a text into whatever it names.",
      "calls_pip_main.pkl": "Has pip install a package, whose setup runs.",
      "calls_ensurepip__run_pip.pkl": "Has the module that installs pip run it.",
      "calls_asyncio.unix_events__UnixSubprocessTransport_start.pkl":
        "Starts a program through a hidden class of asyncio's.",
      "type_called.pkl": "Calls a function of scikit-learn's that honest files only name.",
      "svc.pkl": "An honest model of support vectors: nothing harmful, and nothing that Keepfit has an estimator for.",
    },
  },
  {
    title: "Hides the name",
    files: {
      "escaped_name.pkl": "Writes the name with \\u escapes, so that a search for os.system finds nothing.",
      "escaped_string_name.pkl": "Writes it with the escapes of a Python string.",
      "memo_names.pkl": "Puts the two words aside and fetches them back in another place.",
      "memo_put_and_memoize.pkl":
        "Puts two words to one place by different instructions, so that who miscounts reads math in place of os.",
      "computed_name.pkl": "Has no text where the module of a name should stand.",
      "float_of_words.pkl": "Begins with a number that is none: a reader that gives up there misses the call behind.",
      "build_class.pkl": "Replaces the class of an honest object by its state.",
      "build_slots.pkl": "Does the same by the second half of a state, which is meant for slots.",
    },
  },
  {
    title: "Stops being a pickle, or goes on after its end",
    files: {
      "second_pickle.pkl": "Has a harmless pickle first and a second one behind it.",
      "behind_the_end.pkl": "Has bytes behind its end that are no pickle.",
      "breaks_after_call.pkl": "Breaks off by an unknown instruction, after the call was made.",
      "cut_after_call.pkl": "Announces a text of 4 GB after the call and ends.",
      "no_stop.pkl": "Lacks its end; the call is made before that is noticed.",
    },
  },
  {
    title: "Asks for what the file does not say",
    files: {
      "persistent_id.pkl": "Asks whoever loads it for an object by a name.",
      "binary_persistent_id.pkl": "The same, by the name on the stack.",
      "extension.pkl": "Names something by a number that another program has registered.",
      "next_buffer.pkl": "Asks for a buffer that comes beside the file.",
    },
  },
  {
    title: "Lies about lengths, places and shapes",
    files: {
      "long_length_lie.pkl": "Announces a text of 9 exabytes.",
      "frame_lie.pkl": "Announces a frame of 4 exabytes.",
      "negative_long.pkl": "Announces a number of a negative length.",
      "memo_far.pkl": "Puts something aside in the place 4,294,967,295: a table up to there would fill the memory.",
      "memo_empty.pkl": "Fetches what was never put aside.",
      "empty_stack.pkl": "Calls with nothing on the stack.",
      "no_mark.pkl": "Collects items from a mark that is not there.",
      "protocol_77.pkl": "States a protocol that there is not.",
      "holds_itself.pkl": "Holds a list that holds itself.",
      "doubling.pkl": "Holds a list of two, each of two, sixty deep: written out it would have 2⁶⁰ items.",
      "deep.pkl": "Holds 100,000 tuples in each other; who follows them by recursion runs out of stack.",
      "surrogate.pkl": "Holds half a character, which is no valid text.",
    },
  },
  {
    title: "Arrays in files of joblib's",
    files: {
      "array_shape_lie.joblib": "Announces a million numbers and has one.",
      "array_negative_shape.joblib": "Announces an array of -1 rows.",
      "array_shape_overflow.joblib": "Announces 2⁸⁰ numbers, whose count overflows.",
      "array_padding_lie.joblib": "Announces more padding than there is.",
      "array_of_no_type.joblib": "Holds an array of a type that there is not.",
      "array_of_objects.joblib": "Holds an array of objects, which is a pickle of its own, with a call in it.",
      "array_hides_opcodes.joblib": "Holds numbers that spell a call; read as numbers they do nothing.",
      "array_is_instructions.joblib": "Is numbers to joblib, and a call to whoever loads it as a plain pickle.",
      "old_array_hides_nothing.joblib": "Has a call behind an array as older versions of joblib wrote it.",
    },
  },
  {
    title: "Known names put to another use",
    files: {
      "disguised_key_twice.joblib":
        "States the shape of an array twice, so that two readers find its end in two places.",
      "disguised_alignment_true.joblib": "States True as the alignment of an array, which is 1 to some readers.",
      "disguised_built_twice.joblib": "Gives one array its state twice.",
      "disguised_made_with_arguments.joblib": "Makes the wrapper of an array by arguments, past its state.",
      "disguised_type_of_another_size.joblib": "Changes the size of a type after it was made.",
      "disguised_within_a_frame.joblib": "Puts an array within a frame, whose end is elsewhere.",
      "disguised_made_by_another.joblib": "Has another class make the wrapper of an array.",
      "disguised_array_in_objects.joblib":
        "Puts an array of bytes into an array of objects, and a call into the bytes.",
      "disguised_class_by_a_bunch.joblib": "Sets another class by way of a Bunch.",
      "disguised_class_by_a_dict.joblib": "Sets another class by way of a dict that was made by a call.",
      "disguised_bytes_as_pointers.joblib": "Hands over bytes as objects: Python would follow them as addresses.",
      "disguised_another_encoding.joblib": "Turns a text into another by rot13 instead of Latin-1.",
      "disguised_array_spells_a_name.joblib": "Spells os and system by rot13, within an array.",
      "disguised_append_calls.joblib": "Gives an object an append that calls a function.",
      "disguised_gets_a_function.joblib": "Hands a function to what makes random generators.",
      "disguised_many_bytes.joblib": "Has Python make two billion bytes of one number.",
    },
  },
];
