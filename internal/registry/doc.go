// Package registry writes struct literals as JSON and reads them back: a network, its layers, its loss and its solver are data,
// and a file of them needs no code but the types it names.
//
// A type is entered once, when the package that declares it starts, as decoders of images are; a file then names it. Interfaces
// are where names are needed: a value in one is written as an object that begins with its type,
//
//	{"type": "nets.Mixture", "Components": 16, "Body": {"type": "layers.MLP", "Widths": [64, 64]}}
//
// and what stands in a field of its own type without. Zero fields are left out. What is no struct is the member "value" of
// such an object. Numbers keep their bits: integers beyond 2^53 are strings of their digits, what JSON has no number for is "NaN", "+Inf"
// and "-Inf" (a NaN of other bits than math.NaN's has them in brackets), text that is not UTF-8 is {"base64": ...}. Constants that are
// entered by name are strings. Tensors, and more than 32 numbers in a row, are kept beside the text and named there,
// {"tensor": "@/Net.Body.Table"}, after the path of the field. The text is a function of the value alone.
//
// # A promise
//
// Files outlive the versions that write them, so the names of entered types, of their exported fields and of their constants are a
// promise, as much as an exported API is. A type that moves or is renamed keeps its name in files through EnterAs; one that is given
// other fields is entered through a struct of the fields that files have, EnterThrough; a field that is added must mean by its zero value
// what files without it meant. A field that a file has and a type has not is an error, never passed over: it changes what
// the network is.
//
// # Files of strangers
//
// Read is for text from anywhere: nothing runs but the conversions of EnterThrough, which check what they are given; length, depth
// and the memory that is asked for are bounded by the text; a type that does not fit its field, an unknown or repeated field or a tensor used twice
// is an error with the field's path. Whether the settings make sense is for the types to say where they are used, as for a literal.
package registry
