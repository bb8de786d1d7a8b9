(** Recursion.v -- a network is one affine map behind a chain of truncations (L1).
    W^(l) = W_l ... W_1 and b^(l) = W_l b^(l-1) + b_l are the cumulative parameters (D4), and
    x^(l) = W^(l) x^(tau,l) + b^(l), where layer after layer only truncates the data. *)
From Truncation Require Import Spec LinearAlgebra Vectors Truncation.
From Coq Require Import Lia.
Import ListNotations.
Open Scope R_scope.

(** Definitions *)
(* hidden layers W_l, b_l of M neurons, with the inverses V_l of their weights *)
Definition invertible_layers (M : nat) (Ls : list layer) (Vs : list mat) : Prop :=
  Forall2 (fun L V => inverse M (fst L) V /\ length (snd L) = M) Ls Vs.
(* W^(l) and its inverse V_1 ... V_l, for the list of the first l layers; b^(l) is in Spec.v *)
Definition cumulative_weights (M : nat) (Ls : list layer) : mat :=
  fold_left (fun C L => mm (fst L) C) Ls (identity M).
Definition cumulative_inverse (M : nat) (Vs : list mat) : mat :=
  fold_left mm Vs (identity M).
(* x^(tau,l) = tau_{W^(l),b^(l)} (x^(tau,l-1)) *)
Fixpoint truncated (M : nat) (Ls : list layer) (Vs : list mat) (x : vec) (l : nat) : vec :=
  match l with
  | O => x
  | S k => tau (cumulative_weights M (firstn l Ls)) (cumulative_inverse M (firstn l Vs))
             (cumulative_bias (firstn l Ls)) (truncated M Ls Vs x k) end.

(** One more layer *)
Lemma inverse_identity M : inverse M (identity M) (identity M).
Proof. now intros x <-; rewrite !mv_identity. Qed.
Lemma firstn_next {X} l : forall (s : list X), (l < length s)%nat ->
  exists a, firstn (S l) s = firstn l s ++ [a].
Proof.
  induction l as [|l IH]; intros [|a s] H; simpl in *; try lia; [now exists a|].
  destruct (IH s) as [c E]; [lia|]. exists c; now rewrite <- E.
Qed.
Lemma hidden_app Ls Ls' : forall x, hidden (Ls ++ Ls') x = hidden Ls' (hidden Ls x).
Proof. induction Ls as [|[W b] Ls IH]; intro x; simpl; trivial. Qed.
Lemma cumulative_ok M Ls Vs : invertible_layers M Ls Vs ->
  inverse M (cumulative_weights M Ls) (cumulative_inverse M Vs)
  /\ (Ls <> [] -> length (cumulative_bias Ls) = M).
Proof.
  unfold cumulative_weights, cumulative_inverse, cumulative_bias; intro H.
  enough (G : forall C D d, inverse M C D ->
    inverse M (fold_left (fun C L => mm (fst L) C) Ls C) (fold_left mm Vs D)
    /\ (Ls <> [] \/ length d = M -> length (fold_left (fun b L => affine (fst L) (snd L) b) Ls d) = M)).
  { destruct (G _ _ [] (inverse_identity M)) as [G1 G2]; split; auto. }
  induction H as [|[W b] V Ls Vs [HV Hb] HL IH]; intros C D d HC; simpl in *.
  - split; trivial. now intros [E|].
  - destruct (IH _ _ (affine W b d) (inverse_mm _ _ _ _ _ HV HC)) as [I1 I2].
    split; trivial. intros _; apply I2; right.
    destruct (inverse_length _ _ _ HV); rewrite affine_length; congruence.
Qed.

(** L1: after l layers, x^(l) = W^(l) x^(tau,l) + b^(l) *)
Theorem recursion_hidden M Ls Vs x l : invertible_layers M Ls Vs -> length x = M ->
  (l <= length Ls)%nat ->
  hidden (firstn l Ls) x
  = affine (cumulative_weights M (firstn l Ls)) (cumulative_bias (firstn l Ls)) (truncated M Ls Vs x l).
Proof.
  intros H Hx; induction l as [|l IH]; intro Hl.
  - rewrite <- Hx; unfold cumulative_weights, cumulative_bias, affine; simpl.
    now rewrite mv_identity, vadd_nil_r.
  - assert (HS : invertible_layers M (firstn (S l) Ls) (firstn (S l) Vs)).
    { clear - H; revert H; generalize (S l) as n; unfold invertible_layers; intros n H; revert n.
      induction H; intros [|n]; simpl; constructor; auto. }
    destruct (cumulative_ok _ _ _ HS) as [C1 C2].
    destruct (firstn_next l Ls Hl) as [[W b] E].
    cbn [truncated]; rewrite (tau_layer C1).
    + rewrite E, hidden_app, IH by lia; cbn [hidden]; f_equal.
      unfold cumulative_weights, cumulative_bias; rewrite !fold_left_app; apply affine_affine.
    + apply C2; rewrite E; now destruct (firstn l Ls).
Qed.
(** L1: the output of the network is A x^(tau,L) + c with A = W_{L+1} W^(L), c = W_{L+1} b^(L) + b_{L+1} *)
Theorem recursion_L1 M Ls Vs A c x : invertible_layers M Ls Vs -> length x = M ->
  net Ls A c x
  = affine (mm A (cumulative_weights M Ls)) (affine A c (cumulative_bias Ls))
      (truncated M Ls Vs x (length Ls)).
Proof.
  intros H Hx; unfold net; rewrite <- affine_affine; f_equal.
  generalize (recursion_hidden M Ls Vs x (length Ls) H Hx (le_n _)); now rewrite firstn_all.
Qed.
