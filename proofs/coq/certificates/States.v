(** States.v -- what the last hidden layer makes of a class, as integers over one denominator.
    All units positive: the cumulative affine map of the points.
      The class collapsed: one state, since
    a mean over equal points is the value at one of them. Otherwise layer by layer. *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation Cumulative.
From Coq Require Import Lra Bool.
Import ListNotations.
Open Scope R_scope.

Definition mean (g : vec -> R) (H : list vec) : R := / INR (length H) * sum (map g H).
Lemma mean_constant g h H : H <> [] -> (forall x, In x H -> x = h) -> mean g H = g h.
Proof.
  intros N E; unfold mean.
  assert (S : sum (map g H) = INR (length H) * g h).
  { clear N; unfold sum; induction H as [|x H IH]; [simpl; ring|]; cbn [map fold_right length].
    rewrite IH, S_INR, (E x (or_introl eq_refl)); [ring|]; intros; apply E; now right. }
  rewrite S; field; apply not_0_INR; destruct H; [now destruct N|discriminate].
Qed.

Fixpoint last_cumulative (C : zmat * zvec) Cs :=
  match Cs with [] => C | C' :: Cs' => last_cumulative C' Cs' end.
Fixpoint collapse_tail {L : Type} (Ls : list L) (S : list (list bool)) : option (nat * list L) :=
  match Ls, S with
  | _ :: Ls', s :: S' =>
      if all_positive s then collapse_tail Ls' S'
      else if forallb negb s then Some (length s, Ls') else None
  | _, _ => None end.
Definition states (Ls Cs : list (zmat * zvec)) (X : zmat) S : positive * list (list Z) :=
  match Ls with
  | [] => (mden X, mnum X)
  | L :: _ =>
      if forallb all_positive S
      then let '(U, D) := scale (last_cumulative L Cs) (mden X) in (D, map (zaff U) (mnum X))
      else match collapse_tail Ls S with
           | Some (m, Ls') => let '(U, D) := scales Ls' 1 in (D, [zhidden U (repeat 0%Z m)])
           | None => let '(U, D) := scales Ls (mden X) in (D, map (zhidden U) (mnum X)) end end.

Lemma open_hidden y Ls : forall L C Cs S h, chained C Ls Cs = true ->
  apply C y = affine (RM (fst L)) (RV (snd L)) h ->
  pattern (map RL (L :: Ls)) h S -> forallb all_positive S = true ->
  hidden (map RL (L :: Ls)) h = apply (last_cumulative C Cs) y.
Proof.
  induction Ls as [|L' Ls IH]; intros [W b] C [|C' Cs] [|s S] h HC E P HS; try discriminate;
  try contradiction; cbn [map RL fst snd pattern hidden forallb last_cumulative chained] in *;
  apply andb_true_iff in HS as [Hs HS]; destruct P as [P1 P2];
  rewrite (relu_positive _ _ P1 Hs) in *; [now rewrite <- E|].
  apply andb_true_iff in HC as [HC1 HC2]; apply (IH L' C' Cs S); trivial.
  now rewrite (composed_ok _ _ _ HC1), E.
Qed.
Lemma collapsed_hidden Ls : forall S x m Ls', pattern (map RL Ls) x S ->
  collapse_tail Ls S = Some (m, Ls') ->
  hidden (map RL Ls) x = hidden (map RL Ls') (FR 1 (repeat 0%Z m)).
Proof.
  induction Ls as [|[W b] Ls IH]; intros [|s S] x m Ls' P E; try discriminate;
  cbn [map RL fst snd pattern hidden collapse_tail] in *; destruct P as [P1 P2].
  destruct (all_positive s); [now apply (IH S)|].
  destruct (forallb negb s) eqn:Hn; [|discriminate]; injection E as <- <-.
  now rewrite <- (relu_negative _ _ P1 Hn).
Qed.
Theorem states_ok Ls Cs X S : all_chained Ls Cs = true -> mnum X <> [] ->
  (forall x, In x (RM X) -> pattern (map RL Ls) x S) ->
  let '(D, H) := states Ls Cs X S in (0 < length H)%nat
  /\ forall g, mean g (map (hidden (map RL Ls)) (RM X)) = mean g (map (FR D) H).
Proof.
  intros HC HN HP; assert (LN : (0 < length (mnum X))%nat)
    by (destruct (mnum X); [now destruct HN|apply Nat.lt_0_succ]).
  unfold states; destruct Ls as [|L Ls].
  - split; [exact LN|]; intro g; f_equal; cbn [map hidden]; apply map_id.
  - destruct (forallb all_positive S) eqn:HS; [|destruct
      (collapse_tail (L :: Ls) S) as [[m Ls']|] eqn:HT].
    + generalize (scale_ok (fst (last_cumulative L Cs)) (snd (last_cumulative L Cs)) (mden X)).
      rewrite <- surjective_pairing; destruct (scale _ _) as [U D]; intro E.
      split; [now rewrite map_length|]; intro g; f_equal; unfold RM; rewrite !map_map.
      apply map_ext_in; intros z Hz; rewrite E; apply (open_hidden _ Ls L L Cs S); trivial.
      apply HP; now apply in_map.
    + generalize (scales_ok Ls' 1 (repeat 0%Z m)); destruct (scales Ls' 1) as [U D]; intro E.
      split; [apply Nat.lt_0_1|]; intro g.
      rewrite (mean_constant g (hidden (map RL Ls') (FR 1 (repeat 0%Z m)))).
      * rewrite <- E; unfold mean, sum; simpl; field.
      * unfold RM; rewrite map_map; intro F; apply map_eq_nil in F; now apply HN.
      * intros h Hh; apply in_map_iff in Hh as [x [<- Hx]].
        now apply (collapsed_hidden _ S); [apply HP|].
    + generalize (scales_ok (L :: Ls) (mden X)); destruct (scales _ _) as [U D]; intro E.
      split; [now rewrite map_length|]; intro g; f_equal; unfold RM; rewrite !map_map.
      apply map_ext; intro z; symmetry; apply E.
Qed.
