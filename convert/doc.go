// Package convert brings the parameters of a trained network in from Flax and PyTorch, and out again:
//
//	model := training.Model{Net: nets.Mixture{Body: body, Components: 3}, Dtype: tensor.Float64}
//	err := convert.Prepare(&model, 5, 1) // names and shapes, from the network
//	params, table, err := convert.FromTorch("mdn.safetensors", model.Params)
//	model.Params = params
//	fmt.Println(table) // what went where
//
// The network is written down here, as a struct; of the file come numbers alone. Files are .safetensors, and NumPy's .npz; a
// pickle (.pt, .pth) is a program and is not read. How they are saved, in Python:
//
//	safetensors.torch.save_file(module.state_dict(), "mdn.safetensors")
//	safetensors.numpy.save_file({k: np.asarray(v) for k, v in flatten_dict(variables, sep="/").items()}, "mdn.safetensors")
//	np.savez("mdn.npz", **flatten_dict(variables, sep="/"))
//
// # Names and axes
//
//	layer          here                Flax                         PyTorch
//	Dense          kernel (in, out)    kernel (in, out)             weight (out, in)
//	               bias (out)          bias                         bias
//	Conv1D         kernel (l, in, out) kernel (l, in, out)          weight (out, in, l)
//	Conv2D         kernel (r, c, in,   kernel (r, c, in, out)       weight (out, in, r, c)
//	               out)
//	               bias (out)          bias                         bias
//	LayerNorm      scale, bias (c)     scale, bias                  weight, bias
//	BatchNorm      scale, bias (c)     scale, bias                  weight, bias
//	               mean, var (c)       mean, var in batch_stats     running_mean, running_var
//	Embedding      embedding (n, k)    embedding (n, k)             weight (n, k)
//	any other      its name and shape  the same                     the same
//
// Parts of names are joined by slashes here, by slashes or points in files. Flax's collections, params and batch_stats, are no
// part of a name. PyTorch's num_batches_tracked has no use here. States of this library that a file need not have, such as
// the place and width of the target that package nets keeps, stay as they are.
//
// # Which layer is which
//
// First count the Rules of the user. Then layers of the same name go together, if they are of the same kind; of layers that are
// numbered, only if all numbers are the same: dense_2 of a Sequential here is Dense_1 there. Then go together the layers of one
// kind with the same shapes: where there is one on either side, that; where there are more, in the order of their numbers, which
// both sides must have. Nothing else is guessed. Three Dense_2, Dense_3, Dense_4 of one shape for logits, loc and scale are an
// error, a *Mismatch, which lists them as it lists whatever is missing, left over or of another shape.
//
// # What no shape shows
//
//   - PyTorch has images with the channels first, so that flattening one gives another order than here and in Flax. The layers
//     that take it are named in Rules.Flatten, which FromTorch asks for.
//   - Numbers are an order of making. In Flax nn.Dense(8)(nn.tanh(nn.Dense(8)(x))) makes the outer layer first: it is Dense_0.
//     Look at the Table.
//   - Of PyTorch's layers GroupNorm and InstanceNorm look like a LayerNorm, and a transposed convolution like a convolution. They
//     compute something else, and this library does not have them.
//   - Activations, padding (Flax's default is Same, here and in PyTorch none), strides and the Epsilon of norms (LayerNorm: 1e-6
//     in Flax, 1e-5 here and in PyTorch) are no parameters: the struct here must say the same. Compare a few predictions.
//   - Scales of features and targets are XScale and YScale of the Model.
//
// # Types
//
// F64, F32, F16 and BF16 are read into the type of the network. Numbers that this rounds are told by the Table; numbers that
// are too large for float32, infinite or NaN, and negative variances, are errors.
package convert
