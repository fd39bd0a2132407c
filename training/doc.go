// Package training fits networks and predicts with them. A Model is a network with its scalers and parameters, a
// Trainer is how it is fitted; Predict gives a distribution for each row, in physical units.
//
//	model := training.Model{Net: net, X: data.Standardize{}, Y: data.Standardize{}}
//	history, err := training.Trainer{Loss: losses.NLL{}, Seed: 1}.Fit(ctx, &model, train, 100)
//	q, err := model.PredictTable(ctx, table) // finds its columns by name
//	low, high := q.Quantile(.05), q.Quantile(.95)
//
// A target of several numbers has a joint distribution, PredictJoint, and a posterior for each, Marginals; Net is the one method that a network needs, Point makes one
// of a layer.
//
// Under losses.ELBO what the network declares as a penalty, such as the divergence of its weights from their prior, weighs
// in, and each Epoch reports the parts of its Bound. A network with noise in it is asked for the mixture over Draws of its
// weights, or PriorDraws; a Sampler such as Samples draws the weights of any network from elsewhere.
//
// What a reader of a fit must know is in History.Warnings: row weights that few rows have most of, and components of a mixture that no
// training row uses.
//
// # Files
//
// Model.Save writes all of a model into one file, Load reads it:
//
//	err = model.Save("masses.safetensors")
//	model, err := training.Load("masses.safetensors")
//
// It is safetensors (https://github.com/huggingface/safetensors): any reader of these finds the weights under their paths, such as
// body/dense_0/kernel. All else is one text of JSON in the metadata, under "deepprob": the network as data, dtype, scalers, the settings
// of the last fit and where it is, history, note; tensors that go with it are named @/ and their field. So a loaded model predicts the
// same bits, and a fit of the same settings goes on from it as from one that was never saved, in the middle of an epoch too. No code runs
// on loading but that of types the program knows: those of packages that it imports (package all imports every one of the
// library) and those that it has given to Register; LoadInto takes the network from the program. Names of types and fields are
// kept, so that files of all versions since the first stay readable. Checksums (CRC-32C) tell a damaged file.
//
// Saving is atomic: a kill or a full disk leaves the file that was there. A fit saves itself as it goes by Trainer.Checkpoint, and with
// Resume the same program, run again, does what is left, to the bits of a run that was never stopped:
//
//	t.Checkpoint, t.Resume = &training.Checkpoint{Path: "fit.safetensors", Every: training.Every{Time: time.Minute}}, true
//
// MISTAKES.md in this folder is a catalogue of mistakes, what each is told, why, and what to write instead; a test makes them.
package training

// Where to read. A fit: trainer.go, then fit_run.go (what is made ready), fit_epoch.go, fit_step.go, and fit_batch.go with
// fit_shard.go, fit_shared.go and fit_sum.go (how a batch is cut and put together again); fit_runstate.go is what goes on from fit
// to fit, in another process by fit_resume.go from what checkpoint_write.go wrote. A prediction: predict.go, then predict_request.go (what is asked), predict_pass.go (the compiled network), predict_run.go and
// predict_worker.go (who computes). What both need of a network is in model_pass.go.

//go:generate go tool embedmd -w ../README.md
