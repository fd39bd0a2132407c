package derive

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// col2imBack gathers the patches again that the gradient of Im2Col added up. Gorgonia's is that of Im2Col itself, whose
// shapes do not fit: it crashed in a goroutine.
func col2imBack(p *pull) []*G.Node {
	pair := func(a, b string) tensor.Shape { return tensor.Shape{p.Number(a), p.Number(b)} }
	return []*G.Node{must(G.Im2Col(p.dy, pair("h", "w"), pair("padH", "padW"), pair("strideH", "strideW"), pair("dilationH", "dilationW")))}
}

// planes is x (batch, channels, height, width) as images of one channel, (batch channels, height, width, 1).
func planes(x *G.Node) *G.Node {
	s := x.Shape()
	return ops.Reshape(x, s[0]*s[1], s[2], s[3], 1)
}

// slides are size and movement of the window of one of Gorgonia's poolings. With explicit padding it begins as far
// outside as the padding behind says, in MaxPool2D.
func (p *pull) slides(before ...string) (size []int, slides []ops.Slide) {
	pad := [2][2]int{{p.Number("padNorth"), p.Number("padSouth")}, {p.Number("padWest"), p.Number("padEast")}}
	stride := [2]int{p.Number("strideH"), p.Number("strideW")}
	for i, s := range stride {
		first, last := pad[i][0], pad[i][1]
		if len(before) > 0 && p.Flag(before[0]) {
			first, last = last, first
		}
		slides = append(slides, ops.Slide{Stride: s, Before: first, After: last})
	}
	return []int{p.Number("h"), p.Number("w")}, slides
}

// maxPoolDiffBack is the gradient of MaxPool2D's gradient g, which it puts where the maxima are: the elements of dy there.
func maxPoolDiffBack(p *pull) []*G.Node {
	size, slides := p.slides("explicitPadding")
	x, y, g, d := planes(p.operands[0]), planes(p.operands[1]), planes(p.operands[2]), planes(p.dy)
	take := p.own(func(in G.Nodes) *G.Node {
		pool := ops.MaxPool(in[0], size, slides...)
		return p.own(func(in G.Nodes) *G.Node { return ops.MaxPool(in[0], size, slides...) }, pool, in[2], in[0])[0]
	}, nil, d, x, y, g)
	return []*G.Node{nil, nil, ops.Reshape(take[2], p.In[2]...)}
}

// avgPoolDiffBack is the gradient of AveragePool2D's gradient: the average.
func avgPoolDiffBack(p *pull) []*G.Node {
	size, slides := p.slides()
	return []*G.Node{nil, nil, ops.Reshape(ops.AvgPool(planes(p.dy), size, slides...), p.In[2]...)}
}

// globalPoolBack spreads the gradient of a channel's mean over its pixels.
func globalPoolBack(p *pull) []*G.Node {
	s := p.In[0]
	pixels := s[2:].TotalSize()
	d := ops.Reshape(ops.MulConst(Shaped(p.dy, tensor.Shape{p.dy.Shape().TotalSize()}), 1/float64(pixels)), s[0], s[1], 1, 1)
	return []*G.Node{ops.BroadcastTo(d, s)}
}

// upsampleBack sums the copies of each pixel.
func upsampleBack(p *pull) []*G.Node {
	s, scale := p.In[0], p.Number("stride")+1
	d := ops.Reshape(p.dy, s[0]*s[1]*s[2], scale, s[3], scale)
	return []*G.Node{ops.Reshape(ops.Sum(d, 1, 3), s...)}
}
