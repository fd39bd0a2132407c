package convert

import (
	"fmt"
	"slices"
)

// flattened finds the layers whose inputs PyTorch has in another order: channel after channel of a flattened image, where this
// library has place after place. Shapes do not show it, and a network with its features in the wrong order computes nonsense
// without complaint; so a layer that may come after such an image must be named in Rules.Flatten. The first dense layer, and
// each norm before it, after a convolution may; it does not where it has as many inputs as there are channels.
func (m *matcher) flattened(ours []*entry) map[string]int {
	flat := map[string]int{}
	if !m.d.channels {
		return flat
	}
	last := 1 // channels of the last image, 1 where there is none
	for _, l := range ourModules(ours) {
		n := l.inputs()
		if c, told := m.rules.Flatten[l.path]; told {
			if n == 0 || n%c != 0 {
				m.wrong.Flatten = append(m.wrong.Flatten, fmt.Sprintf("%s takes %d numbers, which are not %d channels: if other features are beside the image, bring the weights in order in PyTorch and say 1", show(l.path), n, c))
			}
			flat[l.path] = c
		} else if last > 1 && n > last && !coveredBy(m.rules.Keep, l.path) {
			m.wrong.Flatten = append(m.wrong.Flatten, fmt.Sprintf("%s takes %d numbers after a convolution with %d channels: %q: %d, or 1 if it takes no flattened image", show(l.path), n, last, l.path, last))
		}
		switch l.kind {
		case conv1d, conv2d:
			s := l.tensors["kernel"].shape
			last = s[len(s)-1]
		case dense:
			last = 1
		}
	}
	return flat
}

// inputs is how many numbers a row of a dense layer or a norm has, 0 of other layers.
func (m *module) inputs() int {
	switch m.kind {
	case dense:
		return m.tensors["kernel"].shape[0]
	case layerNorm:
		return m.tensors["scale"].shape[0]
	case batchNorm:
		return m.tensors["mean"].shape[0]
	}
	return 0
}

// isFlattened reports whether a tensor of a layer goes along its inputs: all but the bias of a dense layer.
func isFlattened(k kind, leaf string) bool {
	return slices.Contains([]kind{layerNorm, batchNorm}, k) || k == dense && leaf == "kernel"
}
