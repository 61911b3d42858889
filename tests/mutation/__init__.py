"""The mutation trial: change one thing of the book, and see whether the suite notices and says where.

`cells` changes the data, `definitions` the results, `code` the models, `pages` what chapters assert, bind and store; `world`
asks what can notice a change, `trial` applies changes in groups and finds the layer that notices each.
"""
