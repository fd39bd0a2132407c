package printed_test

import (
	"reflect"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/convert"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/solvers"
	"github.com/deepprob/deepprob/tape"
	"github.com/deepprob/deepprob/training"
)

func of[T any]() reflect.Type { return reflect.TypeFor[T]() }

// types are all exported ones of the public packages but interfaces: a new one must be entered.
var types = map[string]map[string]reflect.Type{
	"bnn": {
		"Chains": of[bnn.Chains](), "ConcreteDropout": of[bnn.ConcreteDropout](), "Correlated": of[bnn.Correlated](), "Curvature": of[bnn.Curvature](), "Diagnostics": of[bnn.Diagnostics](), "Divergence": of[bnn.Divergence](),
		"Ensemble": of[bnn.Ensemble](), "Estimator": of[bnn.Estimator](), "FullCovariance": of[bnn.FullCovariance](), "Horseshoe": of[bnn.Horseshoe](), "Laplace": of[bnn.Laplace](), "LaplaceFit": of[bnn.LaplaceFit](),
		"LaplacePrior": of[bnn.LaplacePrior](), "Linearized": of[bnn.Linearized](), "LowRank": of[bnn.LowRank](), "MAP": of[bnn.MAP](), "MCDropout": of[bnn.MCDropout](), "MeanField": of[bnn.MeanField](), "NUTS": of[bnn.NUTS](),
		"NormalPrior": of[bnn.NormalPrior](), "Regression": of[bnn.Regression](), "Report": of[bnn.Report](), "SGHMC": of[bnn.SGHMC](), "SGLD": of[bnn.SGLD](), "SWAG": of[bnn.SWAG](), "ScaleMixture": of[bnn.ScaleMixture](),
		"Softplus": of[bnn.Softplus](), "Variational": of[bnn.Variational](), "VariationalGP": of[bnn.VariationalGP](),
	},
	"convert": {
		"Mismatch": of[convert.Mismatch](), "Row": of[convert.Row](), "Rules": of[convert.Rules](), "Table": of[convert.Table](),
	},
	"data": {
		"Affine": of[data.Affine](), "CSV": of[data.CSV](), "Encoding": of[data.Encoding](), "Error": of[data.Error](), "FITS": of[data.FITS](), "How": of[data.How](), "Identity": of[data.Identity](), "MinMax": of[data.MinMax](),
		"NPY": of[data.NPY](), "NPZ": of[data.NPZ](), "Range": of[data.Range](), "Set": of[data.Set](), "SetOption": of[data.SetOption](), "Standardize": of[data.Standardize](), "Table": of[data.Table](),
	},
	"distributions": {
		"Affine": of[distributions.Affine](), "AsymmetricLaplace": of[distributions.AsymmetricLaplace](), "Bernoulli": of[distributions.Bernoulli](), "Beta": of[distributions.Beta](), "Bernstein": of[distributions.Bernstein](),
		"Binomial": of[distributions.Binomial](), "Categorical": of[distributions.Categorical](), "Cauchy": of[distributions.Cauchy](), "Censored": of[distributions.Censored](), "Chain": of[distributions.Chain](),
		"ClassPrior": of[distributions.ClassPrior](), "Deterministic": of[distributions.Deterministic](), "Dirichlet": of[distributions.Dirichlet](), "Divergence": of[distributions.Divergence](),
		"Estimate": of[distributions.Estimate](), "Exp": of[distributions.Exp](), "Exponential": of[distributions.Exponential](), "FillTriangular": of[distributions.FillTriangular](),
		"Fitted": of[distributions.Fitted](), "FlatPrior": of[distributions.FlatPrior](), "Formulas": of[distributions.Formulas](), "Gamma": of[distributions.Gamma](), "Geometric": of[distributions.Geometric](),
		"Gumbel": of[distributions.Gumbel](), "HalfCauchy": of[distributions.HalfCauchy](), "HalfNormal": of[distributions.HalfNormal](), "Histogram": of[distributions.Histogram](), "How": of[distributions.How](),
		"Hurdle": of[distributions.Hurdle](), "Independent": of[distributions.Independent](), "Interval": of[distributions.Interval](), "Inverse": of[distributions.Inverse](),
		"InverseGamma": of[distributions.InverseGamma](), "Joint": of[distributions.Joint](), "JointFormulas": of[distributions.JointFormulas](), "Kind": of[distributions.Kind](),
		"Kumaraswamy": of[distributions.Kumaraswamy](), "Laplace": of[distributions.Laplace](), "Log": of[distributions.Log](), "LogNormal": of[distributions.LogNormal](),
		"LogSpline": of[distributions.LogSpline](), "LogSplineOptions": of[distributions.LogSplineOptions](), "Logistic": of[distributions.Logistic](), "Logit": of[distributions.Logit](),
		"Masked": of[distributions.Masked](), "Mixture": of[distributions.Mixture](), "MixtureSameFamily": of[distributions.MixtureSameFamily](), "Multinomial": of[distributions.Multinomial](),
		"MultivariateNormalDiag": of[distributions.MultivariateNormalDiag](), "MultivariateNormalLowRank": of[distributions.MultivariateNormalLowRank](), "MultivariateNormalTriL": of[distributions.MultivariateNormalTriL](),
		"MultivariateStudentT": of[distributions.MultivariateStudentT](), "NegativeBinomial": of[distributions.NegativeBinomial](), "Normal": of[distributions.Normal](), "Observations": of[distributions.Observations](),
		"OneHotCategorical": of[distributions.OneHotCategorical](), "Ordered": of[distributions.Ordered](), "OrderedLogistic": of[distributions.OrderedLogistic](), "Parameter": of[distributions.Parameter](),
		"Pareto": of[distributions.Pareto](), "Permutation": of[distributions.Permutation](), "PiecewiseLinear": of[distributions.PiecewiseLinear](), "Poisson": of[distributions.Poisson](),
		"Posterior": of[distributions.Posterior](), "Power": of[distributions.Power](), "PriorProduct": of[distributions.PriorProduct](), "RationalQuadratic": of[distributions.RationalQuadratic](), "SampleJoint": of[distributions.SampleJoint](),
		"Sigmoid": of[distributions.Sigmoid](), "SinhArcsinh": of[distributions.SinhArcsinh](), "SkewNormal": of[distributions.SkewNormal](), "SoftmaxCentered": of[distributions.SoftmaxCentered](),
		"Softplus": of[distributions.Softplus](), "StudentT": of[distributions.StudentT](), "Support": of[distributions.Support](), "Tanh": of[distributions.Tanh](), "Transformed": of[distributions.Transformed](),
		"Truncated": of[distributions.Truncated](), "TruncatedNormal": of[distributions.TruncatedNormal](), "Uniform": of[distributions.Uniform](), "VonMises": of[distributions.VonMises](),
		"Weibull": of[distributions.Weibull](), "Weighted": of[distributions.Weighted](), "ZeroInflated": of[distributions.ZeroInflated](),
	},
	"flows": {
		"ActNorm": of[flows.ActNorm](), "Affine": of[flows.Affine](), "Autoregressive": of[flows.Autoregressive](), "BPF": of[flows.BPF](), "Bernstein": of[flows.Bernstein](), "Coupling": of[flows.Coupling](), "Elementwise": of[flows.Elementwise](), "Fixed": of[flows.Fixed](),
		"Flow": of[flows.Flow](), "Householder": of[flows.Householder](), "IAF": of[flows.IAF](), "LU": of[flows.LU](), "MADE": of[flows.MADE](), "MAF": of[flows.MAF](), "Mixture": of[flows.Mixture](), "NSF": of[flows.NSF](),
		"Permute": of[flows.Permute](), "RealNVP": of[flows.RealNVP](), "Reverse": of[flows.Reverse](), "Shuffle": of[flows.Shuffle](), "Spline": of[flows.Spline](), "StandardNormal": of[flows.StandardNormal](),
		"StandardT": of[flows.StandardT](),
	},
	"graph": {
		"Axes": of[graph.Axes](), "BuildError": of[graph.BuildError](), "Cache": of[graph.Cache](), "Cost": of[graph.Cost](), "Costs": of[graph.Costs](), "Detail": of[graph.Detail](), "Dot": of[graph.Dot](), "Func": of[graph.Func](),
		"NonFiniteError": of[graph.NonFiniteError](), "Outputs": of[graph.Outputs](), "Program": of[graph.Program](), "VM": of[graph.VM](),
	},
	"layers": {
		"Activation": of[layers.Activation](), "AvgPool": of[layers.AvgPool](), "BatchNorm": of[layers.BatchNorm](), "Between": of[layers.Between](), "Call": of[layers.Call](), "Constant": of[layers.Constant](),
		"Conv1D": of[layers.Conv1D](), "Conv2D": of[layers.Conv2D](), "Dense": of[layers.Dense](), "Dropout": of[layers.Dropout](), "Embedding": of[layers.Embedding](), "Fan": of[layers.Fan](), "Flatten": of[layers.Flatten](),
		"Function": of[layers.Function](), "GlobalAvgPool": of[layers.GlobalAvgPool](), "InitializerFunc": of[layers.InitializerFunc](), "LayerFunc": of[layers.LayerFunc](), "LayerNorm": of[layers.LayerNorm](),
		"Linear": of[layers.Linear](), "Locations": of[layers.Locations](), "MLP": of[layers.MLP](), "MaxPool": of[layers.MaxPool](), "Mode": of[layers.Mode](), "Normal": of[layers.Normal](), "Pad": of[layers.Pad](),
		"PadRule": of[layers.PadRule](), "PaddingFunc": of[layers.PaddingFunc](), "Params": of[layers.Params](), "Pass": of[layers.Pass](), "Penalty": of[layers.Penalty](), "Positive": of[layers.Positive](),
		"Product": of[layers.Product](), "Reshape": of[layers.Reshape](), "Residual": of[layers.Residual](), "Scales": of[layers.Scales](), "Scope": of[layers.Scope](), "Sequential": of[layers.Sequential](),
		"Targets": of[layers.Targets](), "Turning": of[layers.Turning](), "Update": of[layers.Update](), "VarianceScaling": of[layers.VarianceScaling](), "Weight": of[layers.Weight](),
	},
	"losses": {
		"BetaNLL": of[losses.BetaNLL](), "BinaryCrossEntropy": of[losses.BinaryCrossEntropy](), "CRPS": of[losses.CRPS](), "CategoricalCrossEntropy": of[losses.CategoricalCrossEntropy](), "ELBO": of[losses.ELBO](),
		"Focal": of[losses.Focal](), "Huber": of[losses.Huber](), "L1": of[losses.L1](), "MSE": of[losses.MSE](), "NLL": of[losses.NLL](), "Pinball": of[losses.Pinball](),
	},
	"nets": {
		"Bernoulli": of[nets.Bernoulli](), "BetaComponents": of[nets.BetaComponents](), "Categorical": of[nets.Categorical](), "Censored": of[nets.Censored](), "Gaussian": of[nets.Gaussian](), "Mixture": of[nets.Mixture](), "MultivariateNormal": of[nets.MultivariateNormal](),
		"NegativeBinomial": of[nets.NegativeBinomial](), "NormalComponents": of[nets.NormalComponents](), "NormalVectors": of[nets.NormalVectors](), "Ordinal": of[nets.Ordinal](), "Poisson": of[nets.Poisson](), "Quantiles": of[nets.Quantiles](),
		"StudentT": of[nets.StudentT](),
	},
	"ops": {
		"Activation": of[ops.Activation](), "Rows": of[ops.Rows](), "Slide": of[ops.Slide](),
	},
	"solvers": {
		"Adam": of[solvers.Adam](), "AdamW": of[solvers.AdamW](), "Change": of[solvers.Change](), "ConstantSchedule": of[solvers.ConstantSchedule](), "CosineSchedule": of[solvers.CosineSchedule](),
		"ExponentialSchedule": of[solvers.ExponentialSchedule](), "ParamState": of[solvers.ParamState](), "PolynomialSchedule": of[solvers.PolynomialSchedule](), "RMSProp": of[solvers.RMSProp](), "SGD": of[solvers.SGD](),
		"ScheduleFunc": of[solvers.ScheduleFunc](), "State": of[solvers.State](), "StepError": of[solvers.StepError](), "StepSchedule": of[solvers.StepSchedule](), "WarmUpSchedule": of[solvers.WarmUpSchedule](),
	},
	"tape": {
		"VM": of[tape.VM](),
	},
	"training": {
		"Adam": of[training.Adam](), "AdamW": of[training.AdamW](), "Bound": of[training.Bound](), "Call": of[training.Call](), "Checkpoint": of[training.Checkpoint](), "Epoch": of[training.Epoch](), "Every": of[training.Every](), "Fitted": of[training.Fitted](), "GaussNewton": of[training.GaussNewton](), "History": of[training.History](),
		"LBFGS": of[training.LBFGS](), "Mean": of[training.Mean](), "Method": of[training.Method](), "Minimization": of[training.Minimization](), "Model": of[training.Model](), "Moments": of[training.Moments](), "Network": of[training.Network](), "Paced": of[training.Paced](), "ParamState": of[training.ParamState](),
		"PredictOption": of[training.PredictOption](), "Progress": of[training.Progress](), "RMSProp": of[training.RMSProp](), "Run": of[training.Run](), "SGD": of[training.SGD](), "Samples": of[training.Samples](),
		"Schedule": of[training.Schedule](), "ScheduleFunc": of[training.ScheduleFunc](), "State": of[training.State](), "Stateful": of[training.Stateful](), "TargetLoss": of[training.TargetLoss](),
		"Trainer": of[training.Trainer](),
	},
}
