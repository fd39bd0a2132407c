package graph_test

import (
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func nativeNets() (all []derivative) {
	for op, f := range map[string]func(*G.Node, ...int) (*G.Node, error){"SoftMax": G.SoftMax, "LogSoftMax": G.LogSoftMax} {
		along := func(axes ...int) func([]*G.Node) *G.Node {
			return func(in []*G.Node) *G.Node { return G.Must(f(in[0], axes...)) }
		}
		all = append(all,
			derivative{op, []domain{free(3)}, along()},
			derivative{op, []domain{free(2, 3)}, along()},
			derivative{op, []domain{free(2, 3)}, along(0)},
			derivative{op, []domain{free(2, 3)}, along(1)},
			derivative{op, []domain{free(3, 1)}, along()},
			derivative{op, []domain{free(2, 3, 2)}, along(1)},
			derivative{op, []domain{free(2, 2, 3, 2)}, along(2)},
		)
	}
	normalized := func(in []*G.Node) *G.Node {
		y, _, _, _, err := G.BatchNorm(in[0], in[1], in[2], .9, 1e-3)
		return G.Must(y, err)
	}
	grouped := func(groups, channels int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.GroupNorm(in[0], in[1], in[2], groups, channels, 1e-2)) }
	}
	return append(all,
		derivative{"BatchNorm", []domain{free(4, 2), free(4, 2), free(4, 2)}, normalized},
		derivative{"BatchNorm", []domain{free(3, 2, 2, 2), free(3, 2, 2, 2), free(3, 2, 2, 2)}, normalized},
		derivative{"GroupNorm", []domain{free(2, 4, 2, 1), free(1, 4, 1, 1), free(1, 4, 1, 1)}, grouped(2, 4)},
		derivative{"GroupNorm", []domain{free(2, 4), free(1, 4), free(1, 4)}, grouped(1, 4)},
		derivative{"Sparsemax", []domain{on(.1, .3, 2, 3)}, func(in []*G.Node) *G.Node { return G.Must(G.Sparsemax(in[0])) }},
		derivative{"Sparsemax", []domain{free(2, 5)}, func(in []*G.Node) *G.Node { return G.Must(G.Sparsemax(in[0])) }},
		derivative{"CTCLoss of LogSoftMax", []domain{on(-3, -1, 4, 1, 3)}, ctc},
		derivative{"LogSumExp", []domain{free(3)}, func(in []*G.Node) *G.Node { return G.Must(G.LogSumExp(in[0], 0)) }},
		derivative{"Dropout", []domain{free(2, 3)}, func(in []*G.Node) *G.Node { return G.Must(G.Dropout(in[0], .5)) }},
	)
}

// ctc is the loss of normalized logarithms: its gradient takes for granted that they are, as PyTorch's does.
func ctc(in []*G.Node) *G.Node {
	whole := func(name string, v []int, shape ...int) *G.Node {
		return G.NewTensor(in[0].Graph(), tensor.Int, len(shape), G.WithShape(shape...), G.WithName(name), G.WithValue(tensor.New(tensor.WithShape(shape...), tensor.WithBacking(v))))
	}
	return G.Must(G.CTCLoss(G.Must(G.LogSoftMax(in[0], 2)), whole("targets", []int{1, 2}, 1, 2), whole("inputs", []int{4}, 1), whole("lengths", []int{2}, 1), G.ReductionSum))
}

func nativeImages() []derivative {
	conv := func(kernel tensor.Shape, pad, stride, dilation []int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.Conv2d(in[0], in[1], kernel, pad, stride, dilation)) }
	}
	max := func(kernel tensor.Shape, pad, stride []int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.MaxPool2D(in[0], kernel, pad, stride)) }
	}
	mean := func(kernel tensor.Shape, pad, stride []int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.AveragePool2D(in[0], kernel, pad, stride)) }
	}
	return squared([]derivative{
		{"Conv2d", []domain{free(1, 1, 3, 3), free(1, 1, 1, 1)}, conv(tensor.Shape{1, 1}, []int{0, 0}, []int{1, 1}, []int{1, 1})},
		{"Conv2d", []domain{free(2, 2, 3, 3), free(2, 2, 2, 2)}, conv(tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}, []int{1, 1})},
		{"Conv2d", []domain{free(1, 2, 5, 4), free(3, 2, 3, 2)}, conv(tensor.Shape{3, 2}, []int{1, 1}, []int{2, 1}, []int{1, 1})},
		{"Conv2d", []domain{free(1, 1, 5, 5), free(2, 1, 2, 2)}, conv(tensor.Shape{2, 2}, []int{0, 1}, []int{1, 2}, []int{2, 2})},
		{"Conv1d", []domain{free(2, 2, 1, 5), free(2, 2, 1, 3)}, func(in []*G.Node) *G.Node { return G.Must(G.Conv1d(in[0], in[1], 3, 1, 1, 1)) }},
		{"MaxPool2D", []domain{free(2, 2, 4, 4)}, max(tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2})},
		{"MaxPool2D", []domain{free(1, 2, 4, 3)}, max(tensor.Shape{3, 2}, []int{1, 1}, []int{1, 1})},
		{"MaxPool2D", []domain{free(1, 2, 4, 3)}, max(tensor.Shape{2, 2}, []int{0, 1, 1, 0}, []int{1, 1})},
		{"MaxPool1D", []domain{free(1, 2, 1, 5)}, func(in []*G.Node) *G.Node { return G.Must(G.MaxPool1D(in[0], 2, 0, 1)) }},
		{"AveragePool2D", []domain{free(2, 2, 4, 4)}, mean(tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2})},
		{"AveragePool2D", []domain{free(1, 2, 4, 3)}, mean(tensor.Shape{3, 2}, []int{1, 1}, []int{1, 1})},
		{"AveragePool1D", []domain{free(1, 2, 1, 5)}, func(in []*G.Node) *G.Node { return G.Must(G.AveragePool1D(in[0], 2, 0, 1)) }},
	})
}
