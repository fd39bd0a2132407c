package export

import (
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"io"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Go writes a fitted model as one file of a Go package of the given name, which predicts as the model does and imports only the
// standard library: see the package's doc. It is an error, and nothing is written, if the network draws noise, if its
// distribution or an operation is none of those that can be exported, which the error names with its place in the network, or if its
// weights are more than 64 MiB. The same model gives the same text on processors of one kind.
func Go(w io.Writer, m *training.Model, pkg string) error {
	if w == nil {
		return errors.New("export: there is nothing to write to: the io.Writer is nil")
	}
	code, err := generate(m, pkg)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	_, err = w.Write(code)
	return err
}

func generate(m *training.Model, pkg string) ([]byte, error) {
	if !token.IsIdentifier(pkg) || pkg == "_" {
		return nil, fmt.Errorf("%q is no name of a package: want a word, such as masses", pkg)
	}
	if m == nil {
		return nil, errors.New("the Model is nil")
	}
	n, err := m.Network(1)
	if err != nil {
		return nil, err
	}
	if n.Key() != nil || n.SharedKey() != nil {
		return nil, fmt.Errorf("%T draws noise in prediction, for its weights or its units, so that its answer is no one pass: fit the network without that, or a bnn.Ensemble of it", m.Net)
	}
	members, err := membersOf(m)
	if err != nil {
		return nil, err
	}
	return assemble(m, n, members, pkg)
}

// membersOf is the weights that predictions mix: the model's, or all draws of its Sampler.
func membersOf(m *training.Model) (members []*layers.Params, err error) {
	if m.Sampler == nil {
		return []*layers.Params{m.Params}, nil
	}
	n := m.Sampler.Len()
	if n == 0 {
		return nil, fmt.Errorf("the model draws its weights without end, from a %T: export some of the draws, as training.Samples", m.Sampler)
	}
	size := 0
	for _, v := range m.Params.All() {
		size += v.DataSize()
	}
	if n*size*4 > maxWeights {
		return nil, fmt.Errorf("%d draws of %d weights are more than the %d MiB that a file may have: keep fewer, as training.Samples.Thin does", n, size, maxWeights>>20)
	}
	for k := range n {
		p := m.Params.Clone()
		if err := m.Sampler.Sample(p, 0, k); err != nil {
			return nil, err
		}
		members = append(members, p)
	}
	return members, nil
}

// assemble writes the file.
func assemble(m *training.Model, n *training.Network, members []*layers.Params, pkg string) ([]byte, error) {
	p, err := newNetwork(n, parameters(n.Distribution))
	if err != nil {
		return nil, err
	}
	e := &emitter{network: p}
	if err := e.run(); err != nil {
		return nil, err
	}
	h, err := e.head(n.Distribution, 1)
	if err != nil {
		return nil, err
	}
	if err := h.check(m); err != nil {
		return nil, err
	}
	raw, err := p.weights(members)
	if err != nil {
		return nil, err
	}
	code := computation(e, h, len(members))
	l, err := theLibrary()
	if err != nil {
		return nil, err
	}
	needed, imports, err := l.reach(code + "\nvar _ = Predict\nvar _ = Check\n")
	if err != nil {
		return nil, err
	}
	var first, others strings.Builder
	for _, d := range needed {
		if d.first {
			first.WriteString("\n" + d.text + "\n")
		} else {
			others.WriteString("\n" + d.text + "\n")
		}
	}
	all := opening(m, n, pkg, imports) + settings(m) + first.String() + code + others.String()
	return format.Source([]byte(all + "\n// text is the weights, base64 of little endian.\n" + text(raw)))
}

// parameters lists the nodes of a distribution, each once.
func parameters(q distributions.Distribution) (params G.Nodes) {
	seen := map[*G.Node]bool{}
	distributions.Map(q, func(n *G.Node) *G.Node {
		if !seen[n] {
			seen[n], params = true, append(params, n)
		}
		return n
	})
	return params
}

// check refuses a scaled target of a discrete distribution.
func (h head) check(m *training.Model) error {
	for j, scale := range m.YScale.Scale {
		if h.whole && (scale != 1 || m.YScale.Shift[j] != 0) {
			return errors.New("the target of a discrete distribution is scaled, so that its values are no whole numbers: leave Model.Y nil")
		}
	}
	return nil
}

// weights is the constants of all members.
func (p *network) weights(members []*layers.Params) (raw []byte, err error) {
	if bytes := p.size * len(members) * int(p.Dtype.Size()); bytes > maxWeights {
		return nil, fmt.Errorf("the weights are %d MiB, more than the %d that a file may have: keep such a network as a file of its own, model.Save", bytes>>20, maxWeights>>20)
	}
	for _, params := range members {
		values, err := p.values(params)
		if err != nil {
			return nil, err
		}
		raw = encode(raw, values, p.Dtype)
	}
	return raw, nil
}

// float is the type that the network computes in.
func float(dt tensor.Dtype) string {
	if dt == tensor.Float32 {
		return "float32"
	}
	return "float64"
}
