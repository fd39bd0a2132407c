package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// nodePrograms runs the formulas of a distribution in float64 for one row and many points, or many rows and one point
// each. Programs are compiled for the sizes in blockSizes; others are cut into these and padded.
type nodePrograms struct {
	d      Distribution // on nodes of a graph of its own
	event  tensor.Shape // of d
	params []nodeParam  // distinct nodes
	use    []int        // the k-th node that Map visits is params[use[k]]

	support   Support   // of d; its ends are numbers if edges is nil
	edges     *nodeFunc // ends and breaks of each row; nil if there are none but the support's numbers
	atomCount int       // classes; atLoc if the atoms are locations
	width     int       // numbers that a parameter has by row, at most

	direct *directForm // the density without a graph; nil if there is none

	tried               sync.Once // the programs, by the first family
	err                 error     // the density cannot be computed
	bumpy               bool      // bumps can be computed
	cdf, moments, tails bool      // so can cdfs, meanVar, and both of logCDFs and logSurvivals

	triedEntropy sync.Once // by the first entropy that is asked for
	entropic     bool      // entropies can be computed

	logProbs, cdfs, logCDFs, logSurvivals, meanVar, bumps, entropies *nodeFunc
}

// nodeParam is a parameter node of the distribution as it was declared.
type nodeParam struct {
	node   *G.Node
	field  string       // that it stands in: "Normal.Scale"
	perRow bool         // its first axis is the rows
	domain *domain      // of its values; nil for every number
	shape  tensor.Shape // without that axis
	rowed  bool         // the programs have it by row: perRow, or spread out over them
	input  tensor.Shape // in the programs, without the rows' axis
}

func newNodePrograms(d Distribution) *nodePrograms {
	if d == nil {
		build.Fail("posterior", nil, "the distribution is nil: the network's Forward must return one")
	}
	batch, event := d.BatchShape(), d.EventShape()
	if of, ok := d.(HasPredicted); ok && len(event) != 0 {
		build.Fail("posterior", []tensor.Shape{batch, event}, "%T is an observation model, of events that no number is: ask about distributions.Predicted(d), which is %T", d, of.Predicted())
	}
	d = Predicted(d)
	if batch = d.BatchShape(); len(batch) != 1 || len(event) != 0 {
		build.Fail("posterior", []tensor.Shape{batch, event}, "batch and event of %T must be (n) and (): one scalar distribution a row; of vectors NewJoint makes a Joint, and Model.PredictJoint of a network", d)
	}
	p := &nodePrograms{}
	p.declare(d, batch[0])
	p.support = SupportOf(p.d)
	p.atomCount = atomCount(p.support)
	p.declareFormulas()
	p.direct = p.directForm()
	return p
}

// declareFormulas makes the functions, each compiled when it is first called.
func (p *nodePrograms) declareFormulas() {
	p.logProbs = p.formula(true, func(d Distribution, y *G.Node) G.Nodes { return G.Nodes{LogProb(d, y)} })
	p.cdfs = p.formula(true, func(d Distribution, y *G.Node) G.Nodes { return G.Nodes{CDF(d, y)} })
	p.logCDFs = p.formula(true, func(d Distribution, y *G.Node) G.Nodes { return G.Nodes{LogCDF(d, y)} })
	p.logSurvivals = p.formula(true, func(d Distribution, y *G.Node) G.Nodes { return G.Nodes{LogSurvival(d, y)} })
	p.meanVar = p.formula(false, func(d Distribution, _ *G.Node) G.Nodes { return G.Nodes{Mean(d), Variance(d)} })
	p.bumps = p.formula(false, func(d Distribution, _ *G.Node) G.Nodes { at, width := bumpsOf(d); return G.Nodes{at, width} })
	if len(edgesOf(p.d)) > 0 {
		p.edges = p.formula(false, func(d Distribution, _ *G.Node) G.Nodes { return edgesOf(d) })
	}
	p.entropies = p.formula(false, func(d Distribution, _ *G.Node) G.Nodes { return G.Nodes{Entropy(d)} })
}

// declare copies d to a graph of its own, which leaves the network's free, and finds out which of its nodes have the
// rows' axis.
func (p *nodePrograms) declare(d Distribution, rows int) {
	g, seen := G.NewGraph(), map[*G.Node]int{}
	var inputs G.Nodes
	p.d = Map(d, func(n *G.Node) *G.Node {
		k, ok := seen[n]
		if !ok {
			k = len(inputs)
			seen[n] = k
			inputs = append(inputs, build.Input(g, tensor.Float64, fmt.Sprint("parameter", k), n.Shape()...))
			p.params = append(p.params, nodeParam{node: n, shape: n.Shape()})
		}
		p.use = append(p.use, k)
		return inputs[k]
	})
	p.markDomains()
	for k, axes := range batchAxes(p.d) {
		param := &p.params[p.use[k]]
		if s := param.node.Shape(); axes > 0 && s[0] == rows {
			param.perRow, param.shape = true, s[1:]
		}
	}
	for i := range p.params {
		param := &p.params[i]
		param.rowed, param.input = param.perRow, param.shape
		p.width = max(p.width, param.shape.TotalSize())
	}
}

// formula makes the function of the parameters, and y, that f is of the distribution.
func (p *nodePrograms) formula(withY bool, f func(d Distribution, y *G.Node) G.Nodes) *nodeFunc {
	fn := graph.NewFunc(func(in G.Nodes) G.Nodes {
		k := 0
		d := Map(p.d, func(*G.Node) *G.Node { k++; return in[p.use[k-1]] })
		return f(d, in[len(in)-1])
	})
	for i := range p.params {
		fn.InputNames = append(fn.InputNames, fmt.Sprintf("parameter %d", i)) // a mean may not need them all
	}
	if withY {
		fn.InputNames = append(fn.InputNames, "y")
	}
	return &nodeFunc{withY: withY, Func: fn}
}

// atLoc is the atom count of point masses that sit at a location of each row.
const atLoc = -1

// maxClasses is up to how many integers from 0 on are taken for classes, listed one by one in every row.
const maxClasses = 4096

// atomCount is the number of classes 0, 1, ... of a discrete distribution, atLoc for point masses, 0 for a density and for
// integers without a common end.
func atomCount(s Support) int {
	switch {
	case s.Kind == Points:
		return atLoc
	case s.Kind == Integers && s.Lower == nil && s.Upper == nil && s.Lo == 0 && s.Hi < maxClasses:
		return int(s.Hi) + 1
	}
	return 0
}

// innermost is the distribution of which d is a mixture, or of which its components are.
func innermost(d Distribution) Distribution {
	for {
		m, ok := d.(interface{ components() Distribution })
		if !ok {
			return d
		}
		d = m.components()
	}
}
