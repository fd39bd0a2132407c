package convert

import "slices"

// kind is what a group of tensors is: the parameters of one layer.
type kind string

// The kinds of layers that the frameworks name and lay out in their own ways. Other is whatever else has parameters: its
// tensors are taken as they are, by their names.
const (
	dense     kind = "dense"
	conv1d    kind = "conv1d"
	conv2d    kind = "conv2d"
	layerNorm kind = "layernorm"
	batchNorm kind = "batchnorm"
	embedding kind = "embedding"
	other     kind = "other"
)

// leaf is a rule: what a layer's tensor is called here and there, and how its axes lie.
type leaf struct {
	kind   kind
	ours   string
	theirs string
	rank   int
	axes   []int // ours are theirs in this order; nil: the same
	needed bool  // a layer without it is of another kind
	state  bool
}

// dialect is how a framework names and lays out parameters.
type dialect struct {
	name        string
	leaves      []leaf
	collections []string // first parts of names that say nothing of the place in the network: of weights, then of states
	ignored     []string // tensors that have no use in this library
	separator   string   // between the parts of a name that is written
	channels    bool     // images have the channels first, so that flattened ones are in another order
}

// flax has the names and axes of this library.
var flax = &dialect{
	name: "Flax",
	leaves: []leaf{
		{kind: dense, ours: "kernel", theirs: "kernel", rank: 2, needed: true},
		{kind: dense, ours: "bias", theirs: "bias", rank: 1},
		{kind: conv1d, ours: "kernel", theirs: "kernel", rank: 3, needed: true},
		{kind: conv1d, ours: "bias", theirs: "bias", rank: 1},
		{kind: conv2d, ours: "kernel", theirs: "kernel", rank: 4, needed: true},
		{kind: conv2d, ours: "bias", theirs: "bias", rank: 1},
		{kind: layerNorm, ours: "scale", theirs: "scale", rank: 1, needed: true},
		{kind: layerNorm, ours: "bias", theirs: "bias", rank: 1},
		{kind: batchNorm, ours: "scale", theirs: "scale", rank: 1},
		{kind: batchNorm, ours: "bias", theirs: "bias", rank: 1},
		{kind: batchNorm, ours: "mean", theirs: "mean", rank: 1, needed: true, state: true},
		{kind: batchNorm, ours: "var", theirs: "var", rank: 1, needed: true, state: true},
		{kind: embedding, ours: "embedding", theirs: "embedding", rank: 2, needed: true},
	},
	collections: []string{"params", "batch_stats"},
	separator:   "/",
}

// torch calls everything weight and has the outputs first.
var torch = &dialect{
	name: "PyTorch",
	leaves: []leaf{
		{kind: dense, ours: "kernel", theirs: "weight", rank: 2, axes: []int{1, 0}, needed: true},
		{kind: dense, ours: "bias", theirs: "bias", rank: 1},
		{kind: conv1d, ours: "kernel", theirs: "weight", rank: 3, axes: []int{2, 1, 0}, needed: true},
		{kind: conv1d, ours: "bias", theirs: "bias", rank: 1},
		{kind: conv2d, ours: "kernel", theirs: "weight", rank: 4, axes: []int{2, 3, 1, 0}, needed: true},
		{kind: conv2d, ours: "bias", theirs: "bias", rank: 1},
		{kind: layerNorm, ours: "scale", theirs: "weight", rank: 1, needed: true},
		{kind: layerNorm, ours: "bias", theirs: "bias", rank: 1},
		{kind: batchNorm, ours: "scale", theirs: "weight", rank: 1},
		{kind: batchNorm, ours: "bias", theirs: "bias", rank: 1},
		{kind: batchNorm, ours: "mean", theirs: "running_mean", rank: 1, needed: true, state: true},
		{kind: batchNorm, ours: "var", theirs: "running_var", rank: 1, needed: true, state: true},
		{kind: embedding, ours: "embedding", theirs: "weight", rank: 2, needed: true},
	},
	ignored:   []string{"num_batches_tracked"},
	separator: ".",
	channels:  true,
}

// reading is a layer of a file as one of a kind: its tensors by this library's names.
type reading struct {
	kind    kind
	tensors map[string]read
}

// read is a tensor of a file and the order of its axes here.
type read struct {
	*entry
	axes []int
}

// shape is the tensor's with the axes in this library's order.
func (r read) shape() []int {
	s := slices.Clone(r.entry.shape)
	for i, a := range r.axes {
		s[i] = r.entry.shape[a]
	}
	return s
}

// readings are what a module of a file may be: one thing but for a weight without a bias in PyTorch, which may be a dense layer
// or an embedding.
func (d *dialect) readings(m *module) (out []reading) {
	for _, k := range []kind{dense, conv1d, conv2d, layerNorm, batchNorm, embedding} {
		if t, ok := d.as(k, m); ok {
			out = append(out, reading{k, t})
		}
	}
	if len(out) == 0 {
		out = append(out, reading{other, own(m)})
	}
	return out
}

// readAs reads a module of a file as a layer of a kind.
func (d *dialect) readAs(k kind, m *module) (r reading, ok bool) {
	if k == other {
		return reading{other, own(m)}, true
	}
	t, ok := d.as(k, m)
	return reading{k, t}, ok
}

// as reads a module as a layer of a kind, if it has what that needs and nothing else.
func (d *dialect) as(k kind, m *module) (tensors map[string]read, ok bool) {
	tensors = map[string]read{}
	for _, l := range d.leaves {
		if l.kind != k {
			continue
		}
		e := m.tensors[l.theirs]
		if e == nil && l.needed {
			return nil, false
		}
		if e != nil && len(e.shape) == l.rank {
			tensors[l.ours] = read{e, l.axes}
		}
	}
	return tensors, len(tensors) == len(m.tensors)
}

// rule is how a single tensor of this library, a kernel of three axes say, is called and laid out there.
func (d *dialect) rule(k kind, ours string, rank int) leaf {
	for _, l := range d.leaves {
		if l.ours == ours && l.rank == rank && (l.kind == k || k == other && l.axes != nil) {
			return l
		}
	}
	return leaf{kind: other, ours: ours, theirs: ours, rank: rank}
}

// hint tells of what is often left out of a file.
func (d *dialect) hint(wrong *Mismatch, ours []*entry) string {
	if len(d.collections) == 0 || len(wrong.Missing) == 0 {
		return ""
	}
	lacks := func(e *entry) bool { return e.state && slices.Contains(wrong.Missing, e.String()) }
	if !slices.ContainsFunc(ours, lacks) {
		return ""
	}
	return "the running mean and variance of a BatchNorm are in Flax's collection batch_stats: save all variables, not params alone"
}
